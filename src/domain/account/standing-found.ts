import type { AccountRecord, CapabilityStanding, RequirementBuckets } from './record';

/** What one read of an account at Stripe says, before it is compared with what is known. */
export type StandingFound = Omit<
  AccountRecord,
  'readWallMs' | 'reachable' | 'currencies' | 'capabilities'
> & {
  readonly capabilities: {
    readonly [name: string]: Omit<CapabilityStanding, 'sinceMs'>;
  };
};

/** A capability is in its state since the look that first saw it there. */
export function sinceWhen(
  found: StandingFound['capabilities'],
  known: AccountRecord['capabilities'],
  nowMs: number,
): AccountRecord['capabilities'] {
  return Object.fromEntries(
    Object.entries(found).map(([name, one]) => {
      const before = known[name];
      return [name, { ...one, sinceMs: before?.word === one.word ? before.sinceMs : nowMs }];
    }),
  );
}

/** What the store keeps of a record in one piece; the rest has columns of its own. */
export type KeptStanding = Pick<
  AccountRecord,
  | 'requirementCollection'
  | 'dashboard'
  | 'capabilities'
  | 'requirements'
  | 'futureRequirements'
  | 'chargesEnabled'
  | 'payoutsEnabled'
  | 'payoutInterval'
  | 'debitNegativeBalances'
  | 'externalAccounts'
  | 'sellerSinceMs'
>;

const NO_BUCKETS: RequirementBuckets = {
  currentlyDue: [],
  eventuallyDue: [],
  pastDue: [],
  pendingVerification: [],
  currentDeadlineMs: null,
};

/** Of an account that was never read. */
export const NOTHING_FOUND: KeptStanding = {
  requirementCollection: 'unknown',
  dashboard: 'unknown',
  capabilities: {},
  requirements: NO_BUCKETS,
  futureRequirements: NO_BUCKETS,
  chargesEnabled: false,
  payoutsEnabled: false,
  payoutInterval: null,
  debitNegativeBalances: null,
  externalAccounts: [],
  sellerSinceMs: null,
};
