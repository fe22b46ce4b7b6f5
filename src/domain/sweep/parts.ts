/** What a sweep looks at, in this order: what is cheap and late first, the long rounds last. */
export const SWEEP_PARTS = [
  'moves',
  'flows',
  'collections',
  'events',
  'failures',
  'disputes',
  'refunds',
  'openDisputes',
  'openRefunds',
  'lostDisputes',
  'newAccounts',
  'news',
  'owing',
  'accounts',
] as const;

export type SweepPart = (typeof SWEEP_PARTS)[number];

/** What was done: objects read, how many of them had news (inbox rows and wakes), and calls made to Stripe. */
export interface SweepCounts {
  readonly read: number;
  readonly found: number;
  readonly calls: number;
}

/** What one activity did of a part. */
export interface SweepSlice extends SweepCounts {
  /** There is more to do now. */
  readonly more: boolean;
  /** Why this part cannot do its work until a person has mended something, or null. */
  readonly failed: string | null;
}

export interface SweepPartResult extends SweepCounts {
  /** Why the part did not come to its end, or null. */
  readonly failed: string | null;
}

export type SweepResult = { readonly [P in SweepPart]: SweepPartResult };

export const NOTHING_SWEPT: SweepCounts = { read: 0, found: 0, calls: 0 };

export function addCounts(a: SweepCounts, b: SweepCounts): SweepCounts {
  return { read: a.read + b.read, found: a.found + b.found, calls: a.calls + b.calls };
}

/** What people read for each part. */
export const PART_TITLES: { readonly [P in SweepPart]: string } = {
  moves: 'moves without an outcome',
  flows: 'workflows of what is open',
  collections: 'collection transfers',
  events: 'undelivered events',
  failures: 'failed payments, failed refunds, fraud warnings',
  disputes: 'newest disputes',
  refunds: 'newest refunds',
  openDisputes: 'open disputes',
  openRefunds: 'open refunds',
  lostDisputes: 'lost disputes',
  newAccounts: 'new accounts',
  news: 'accounts with new events',
  owing: 'accounts that owe',
  accounts: 'all accounts, in turns',
};

/** Over all parts. */
export function totalOf(result: SweepResult): SweepCounts {
  return SWEEP_PARTS.reduce<SweepCounts>((sum, part) => addCounts(sum, result[part]), NOTHING_SWEPT);
}
