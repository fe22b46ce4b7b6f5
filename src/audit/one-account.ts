import { accountFindings } from '../domain/audit/accounts';
import { capabilityNeeds } from '../domain/audit/charge-models';
import { type AuditFinding, inOrder, platformFinding } from '../domain/audit/finding';
import { createTally } from '../domain/audit/tally';
import { findingsOf } from '../domain/account/findings-of';
import { FLOWS, type Flow } from '../domain/account/finding';
import type Stripe from 'stripe';
import { accountId, type AccountId } from '../domain/ids';
import { currency, formatMoney } from '../domain/money';
import { stripeFailure } from '../stripe/errors';
import { patiently } from '../stripe/patiently';
import type { AuditDeps } from './deps';
import { recordNow } from './gather-accounts';
import { gatherModels } from './gather-models';

const FLOW_WORDS: { readonly [F in Flow]: string } = {
  transfer: 'a transfer to it',
  payout: 'a payout from it',
  account_debit: 'a debit of it',
  credit: 'a credit to it',
  give_back: 'giving back to it',
};

/** Stripe does not let the platform read the account. */
export class NoSuchAccountError extends Error {
  override readonly name = 'NoSuchAccountError';
  readonly exitCode = 2;

  constructor(account: string, reason: string) {
    super(
      `The account ${account} cannot be read: ${reason}. Check its id; it may have left the platform, or belong to the other mode than the key.`,
    );
  }
}

/**
 * One account, read at this moment: what an audit finds of it, what each flow of money would meet, and its balance.
 * @throws NoSuchAccountError where it cannot be read.
 */
export async function auditOneAccount(deps: AuditDeps, name: string): Promise<readonly AuditFinding[]> {
  const { policy, now } = deps;
  const account = accountId(name);
  const { found, balance } = await read(deps, account);
  const at = now();
  const record = recordNow(found, at);
  const { seen } = await gatherModels(deps, [account]);
  const tally = createTally();
  tally.add(accountFindings(record, { now: at, policy, capabilities: capabilityNeeds(seen) }));
  const flows = findingsOf(record, at, policy);
  return inOrder([
    ...tally.findings(),
    ...FLOWS.flatMap((flow) =>
      flows[flow].map(({ severity, saw, clears }) =>
        platformFinding({
          check: 'capabilities',
          severity,
          what: `${FLOW_WORDS[flow]} ${severity === 'hard' ? 'halts' : 'is flagged'}`,
          saw,
          do: `It clears when ${clears}.`,
        }),
      ),
    ),
    ...balance.available.map(({ amount, currency: code }) =>
      platformFinding({
        check: 'platformBalance',
        severity: amount < 0 ? 'soft' : 'info',
        what: `the balance of the account is ${amount < 0 ? 'below' : 'not below'} zero in ${code.toUpperCase()}`,
        saw: formatMoney(amount, currency(code)),
        do:
          amount < 0
            ? `Its case is case:${account}:${code}; where there is none yet, bin/recoup import takes it up.`
            : null,
      }),
    ),
  ]);
}

async function read(
  { stripe }: AuditDeps,
  account: AccountId,
): Promise<{ readonly found: Stripe.Account; readonly balance: Stripe.Balance }> {
  try {
    const found = await patiently(() => stripe.accounts.retrieve(account));
    const balance = await patiently(() => stripe.balance.retrieve({}, { stripeAccount: account }));
    return { found, balance };
  } catch (error) {
    if (stripeFailure(error, true) === null) throw error;
    throw new NoSuchAccountError(account, error instanceof Error ? error.message : String(error));
  }
}
