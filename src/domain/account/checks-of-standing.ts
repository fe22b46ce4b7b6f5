import { DAY_MS, MINUTE_MS, type Moment } from '../clock';
import type { Check, Finding } from './finding';
import { PASSES, hard, soft, type Found } from './found';
import type { ChargeModel, GuardPolicy } from './preflight-facts';
import type { AccountRecord, RequirementBuckets } from './record';
import { isRejectedFor } from './standing';

export const isReachable = (record: AccountRecord): Found =>
  record.reachable
    ? PASSES
    : hard(
        'reachable',
        'the account answers 401 or 403: it was deauthorized',
        'the seller connects it again',
      );

/** Old facts say nothing: whoever asks has tried to read them again and could not. */
export function isFresh(record: AccountRecord, now: Moment, policy: GuardPolicy): Found {
  if (!record.reachable) return PASSES;
  const ageMs = now.wallMs - record.readWallMs;
  if (ageMs <= policy.factsMaxAgeWallMs) return PASSES;
  return hard(
    'facts_age',
    `what is known of the account is ${Math.floor(ageMs / MINUTE_MS)} minutes old`,
    'a look at the account that succeeds',
  );
}

export const isKnownWhoBears = (record: AccountRecord): Found =>
  record.losses === 'unknown'
    ? hard(
        'losses',
        'Stripe does not say who bears the losses of the account',
        'Stripe says it, or the type of the account tells',
      )
    : PASSES;

/** Where Stripe bears a shortfall, a credit would pay it with the platform's money. */
export const platformBears = (record: AccountRecord): Found =>
  record.losses === 'stripe'
    ? hard('losses', 'Stripe bears the losses of the account', 'nothing: there is no shortfall to credit')
    : PASSES;

/** Stripe lets a platform debit only the accounts whose losses it bears. */
export const mayBeDebited = (record: AccountRecord): Found =>
  record.losses === 'stripe'
    ? hard(
        'losses',
        'Stripe bears the losses of the account, and does not let the platform debit it',
        'an offset from earnings, or payment outside',
      )
    : PASSES;

/** The state of a capability, never the flags beside it: those turn long after it did. */
export function isActive(record: AccountRecord, name: string): Found {
  const standing = record.capabilities[name];
  if (standing?.state === 'active') return PASSES;
  const word = standing === undefined ? 'unrequested' : standing.word;
  return hard(
    'capability',
    `capability ${name} is ${word}, not active`,
    `Stripe makes ${name} active: see what it requires of the seller`,
  );
}

/**
 * Payouts are on, and the capability of the flow that filled the balance is active. Where that flow is not known,
 * each of the two that the account has asked for must be, and one at least.
 */
export function mayPayOut(record: AccountRecord, model: ChargeModel | null): Found {
  const flag = record.payoutsEnabled
    ? PASSES
    : hard(
        'capability',
        'payouts are disabled',
        'Stripe enables payouts: see what it requires of the seller',
      );
  return [...flag, ...capabilitiesFor(record, model).flatMap((name) => isActive(record, name))];
}

function capabilitiesFor(record: AccountRecord, model: ChargeModel | null): readonly string[] {
  switch (model) {
    case 'direct':
      return ['card_payments'];
    case 'destination':
    case 'separate':
      return ['transfers'];
    case null: {
      const asked = ['transfers', 'card_payments'].filter(
        (name) => (record.capabilities[name]?.state ?? 'unrequested') !== 'unrequested',
      );
      return asked.length === 0 ? ['transfers'] : asked;
    }
  }
}

const disabled = (reason: string): readonly [Check, string, string] => [
  'disabled',
  `the account is disabled: ${reason}`,
  isRejectedFor(reason)
    ? 'the rejection is taken back'
    : 'Stripe enables the account: see what it requires, or its review',
];

export const notDisabled = ({ disabledReason }: AccountRecord): Found =>
  disabledReason === null ? PASSES : hard(...disabled(disabledReason));

/** What is missing is no judgement: a rejection, a listing, a review or a word that this version does not know is. */
export function notJudged({ disabledReason }: AccountRecord): Found {
  if (disabledReason === null || isForMissing(disabledReason)) return PASSES;
  return hard(...disabled(disabledReason));
}

const isForMissing = (reason: string): boolean =>
  reason.startsWith('requirements.') || reason.startsWith('action_required.') || reason === 'fields_needed';

export function nothingPastDue({ requirements }: AccountRecord, severity: 'hard' | 'soft'): Found {
  if (requirements.pastDue.length === 0) return PASSES;
  const told = severity === 'hard' ? hard : soft;
  return told(
    'past_due',
    `past due: ${fields(requirements.pastDue)}`,
    'the seller provides what is past due',
  );
}

const BUCKETS = [
  ['currently_due', 'currentlyDue'],
  ['eventually_due', 'eventuallyDue'],
  ['pending_verification', 'pendingVerification'],
] as const;

/** Every bucket of both of Stripe's lists whose deadline is near or has passed; of the later list, what is past due. */
export function deadlines(record: AccountRecord, now: Moment, policy: GuardPolicy): Found {
  return [
    ...inWindow('requirements', record.requirements, now, policy),
    ...(record.futureRequirements.pastDue.length === 0
      ? []
      : soft(
          'past_due',
          `future_requirements are past due: ${fields(record.futureRequirements.pastDue)}`,
          'the seller provides it before Stripe requires it',
        )),
    ...inWindow('future_requirements', record.futureRequirements, now, policy),
  ];
}

function inWindow(
  list: string,
  buckets: RequirementBuckets,
  now: Moment,
  policy: GuardPolicy,
): readonly Finding[] {
  const deadlineMs = buckets.currentDeadlineMs;
  if (deadlineMs === null || deadlineMs - now.clockMs > policy.guard.deadlineWindowDays * DAY_MS) return [];
  const by = `by ${new Date(deadlineMs).toISOString().slice(0, 10)}`;
  const found = BUCKETS.flatMap(([check, name]) =>
    buckets[name].length === 0
      ? []
      : soft(
          check,
          `${list}.${check} ${by}: ${fields(buckets[name])}`,
          check === 'pending_verification'
            ? 'Stripe verifies what the seller provided'
            : 'the seller provides it before the deadline',
        ),
  );
  if (found.length > 0) return found;
  return soft(
    'deadline',
    `${list} have a deadline ${by}, and name nothing`,
    'Stripe takes the deadline away',
  );
}

const NAMED_FIELDS = 5;

/** Names of fields, never their values. */
function fields(names: readonly string[]): string {
  const rest = names.length - NAMED_FIELDS;
  return names.slice(0, NAMED_FIELDS).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
