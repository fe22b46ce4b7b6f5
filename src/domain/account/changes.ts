import type { AccountRecord, RequirementBuckets } from './record';

/** One thing that is not as the look before found it. Names, states and instants; nothing personal. */
export interface AccountChange {
  /** `capability:transfers`, `requirements.past_due`, `disabled_reason`. */
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What two reads of an account differ in, by name. */
export function changesBetween(before: AccountRecord, after: AccountRecord): readonly AccountChange[] {
  const then = wordsOf(before);
  const now = wordsOf(after);
  const names = [...Object.keys(then), ...Object.keys(now).filter((name) => !(name in then))];
  return names
    .map((what) => ({ what, before: then[what] ?? null, after: now[what] ?? null }))
    .filter((change) => change.before !== change.after)
    .sort((a, b) => (a.what < b.what ? -1 : 1));
}

type Words = Readonly<Record<string, string | null>>;

/** Everything of a record that has a history, in words. A capability that is not there was never requested. */
function wordsOf(record: AccountRecord): Words {
  const capabilities = Object.entries(record.capabilities).map(
    ([name, { word }]) => [`capability:${name}`, word] as const,
  );
  return {
    ...Object.fromEntries(capabilities),
    ...bucketWords('requirements', record.requirements),
    ...bucketWords('future_requirements', record.futureRequirements),
    disabled_reason: record.disabledReason,
    reachable: yesNo(record.reachable),
    charges_enabled: yesNo(record.chargesEnabled),
    payouts_enabled: yesNo(record.payoutsEnabled),
    payout_interval: record.payoutInterval,
    debit_negative_balances:
      record.debitNegativeBalances === null ? null : yesNo(record.debitNegativeBalances),
    external_accounts: list(
      record.externalAccounts.map((one) => `${one.kind} ${one.currency} ${one.status}`),
    ),
    losses: record.losses,
    requirement_collection: record.requirementCollection,
    dashboard: record.dashboard,
    kind: record.kind,
    country: record.country,
    default_currency: record.defaultCurrency,
  };
}

function bucketWords(name: string, buckets: RequirementBuckets): Words {
  return {
    [`${name}.currently_due`]: list(buckets.currentlyDue),
    [`${name}.eventually_due`]: list(buckets.eventuallyDue),
    [`${name}.past_due`]: list(buckets.pastDue),
    [`${name}.pending_verification`]: list(buckets.pendingVerification),
    [`${name}.current_deadline`]:
      buckets.currentDeadlineMs === null ? null : new Date(buckets.currentDeadlineMs).toISOString(),
  };
}

const yesNo = (is: boolean): string => (is ? 'yes' : 'no');
/** The order in which Stripe names them says nothing. */
const list = (names: readonly string[]): string | null =>
  names.length === 0 ? null : [...names].sort().join(', ');
