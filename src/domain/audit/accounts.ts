import { deadlines, nothingPastDue } from '../account/checks-of-standing';
import type { Finding } from '../account/finding';
import { soonestDeadlineMs } from '../account/findings-of';
import type { GuardPolicy } from '../account/preflight-facts';
import type { AccountRecord } from '../account/record';
import { isRejectedFor } from '../account/standing';
import type { Moment } from '../clock';
import type { Policy } from '../policy/policy';
import type { CapabilityNeed } from './charge-models';
import { debitFindings } from './debits';
import type { AccountFinding } from './finding';

export interface AccountAuditContext {
  readonly now: Moment;
  readonly capabilities: readonly CapabilityNeed[];
  readonly policy: GuardPolicy & Pick<Policy, 'debit'>;
}

/** What one account shows; an account that Stripe has rejected shows nothing but that. */
export function accountFindings(
  record: AccountRecord,
  context: AccountAuditContext,
): readonly AccountFinding[] {
  if (record.disabledReason !== null && isRejectedFor(record.disabledReason))
    return [...liability(record), rejected(record)];
  return [
    ...context.capabilities.flatMap((need) => capability(record, need)),
    ...requirements(record, context),
    ...debitFindings(record, context.policy.debit),
    ...liability(record),
  ];
}

type OwnFinding = Omit<AccountFinding, 'account' | 'byMs'> & { readonly byMs?: number | null };

const of = ({ account }: AccountRecord, finding: OwnFinding): AccountFinding => ({
  account,
  byMs: null,
  ...finding,
});

/** The booleans by which others gate money: while one is green, a missing capability is the trap of the audit. */
const looksOpen = ({ chargesEnabled, payoutsEnabled }: AccountRecord): boolean =>
  chargesEnabled || payoutsEnabled;

function capability(record: AccountRecord, { capability: name, why }: CapabilityNeed): AccountFinding[] {
  const standing = record.capabilities[name];
  const state = standing?.state ?? 'unrequested';
  if (state === 'active') return [];
  const saw = `${name} is ${state === 'unknown' ? (standing?.word ?? state) : state}`;
  if (state === 'unrequested') {
    return [
      of(record, {
        check: 'capabilities',
        severity: 'soft',
        what: `${name} was never requested, and is needed for ${why}`,
        saw,
        do: `Request ${name} for these accounts, or leave them out of what needs it: Stripe refuses it there.`,
      }),
    ];
  }
  const open = looksOpen(record);
  return [
    of(record, {
      check: 'capabilities',
      severity: open ? 'hard' : 'soft',
      what: open
        ? `${name} is not active while charges or payouts still say enabled; needed for ${why}`
        : `${name} is not active, and neither are charges and payouts`,
      saw,
      do: open
        ? "Send nothing to these accounts. Look at what Stripe asks of them (Dashboard, Connect, the account) and have the seller provide it; Recoup's own checks halt them already."
        : 'Have these sellers finish what Stripe asks of them, or leave them as they are: Stripe moves no money there.',
    }),
  ];
}

function requirements(record: AccountRecord, { now, policy }: AccountAuditContext): AccountFinding[] {
  const isOpen = looksOpen(record);
  const pastDue = nothingPastDue(record, 'hard');
  const near = deadlines(record, now, policy);
  return [
    ...(pastDue.length === 0
      ? []
      : [
          of(record, {
            check: 'deadlines',
            severity: isOpen ? 'hard' : 'soft',
            what: isOpen
              ? 'requirements are past due while charges or payouts still say enabled'
              : 'requirements are past due',
            saw: sawIn(pastDue),
            do: 'Send the seller to Stripe to provide them; payouts and transfers wait until then.',
          }),
        ]),
    ...(record.disabledReason === null || pastDue.length > 0
      ? []
      : [
          of(record, {
            check: 'deadlines',
            severity: 'soft',
            what: 'Stripe has disabled something of the account',
            saw: record.disabledReason,
            do: "Look at the reason on the account's page in Stripe's Dashboard.",
          }),
        ]),
    ...(near.length === 0
      ? []
      : [
          of(record, {
            check: 'deadlines',
            severity: 'soft',
            what: `a deadline within ${policy.guard.deadlineWindowDays} days`,
            saw: sawIn(near),
            do: 'Ask these sellers for what is missing, the first first: at the deadline Stripe stops their charges or payouts, and what they owe is harder to collect.',
            byMs: soonestDeadlineMs(record),
          }),
        ]),
  ];
}

const sawIn = (findings: readonly Finding[]): string => findings.map(({ saw }) => saw).join('; ');

function rejected(record: AccountRecord): AccountFinding {
  return of(record, {
    check: 'capabilities',
    severity: 'info',
    what: 'Stripe, or the platform, has rejected the account',
    saw: record.disabledReason ?? 'rejected',
    do: 'Nothing must be sent there. What it still owes is in its case, where there is one.',
  });
}

function liability(record: AccountRecord): AccountFinding[] {
  const saw = `${record.kind} account${record.country === null ? '' : ` in ${record.country}`}`;
  switch (record.losses) {
    case 'platform':
      return [
        of(record, {
          check: 'liability',
          severity: 'info',
          what: 'the platform bears the losses: their negative balances are its own',
          saw,
          do: null,
        }),
      ];
    case 'stripe':
      return [
        of(record, {
          check: 'liability',
          severity: 'info',
          what: 'Stripe bears the losses; disputes of destination charges hit the platform all the same',
          saw,
          do: null,
        }),
      ];
    case 'unknown':
      return [
        of(record, {
          check: 'liability',
          severity: 'soft',
          what: 'Stripe does not say who bears the losses',
          saw,
          do: 'They are followed as the platform’s. Look at them in Stripe’s Dashboard, and ask Stripe where it does not say.',
        }),
      ];
  }
}
