import type { AccountRecord, RequirementBuckets } from '../../src/domain/account/record';
import { accountId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';

export const NO_BUCKETS: RequirementBuckets = {
  currentlyDue: [],
  eventuallyDue: [],
  pastDue: [],
  pendingVerification: [],
  currentDeadlineMs: null,
};

const active = { state: 'active' as const, word: 'active', sinceMs: 0 };

/** An express seller against whom nothing stands, read at `readWallMs`. */
export function goodRecord(fields: Partial<AccountRecord> = {}): AccountRecord {
  return {
    account: accountId('acct_A'),
    readWallMs: 1_000,
    reachable: true,
    country: 'DE',
    kind: 'express',
    losses: 'platform',
    requirementCollection: 'stripe',
    dashboard: 'express',
    defaultCurrency: currency('eur'),
    currencies: [currency('eur')],
    capabilities: { transfers: active, card_payments: active },
    requirements: NO_BUCKETS,
    futureRequirements: NO_BUCKETS,
    disabledReason: null,
    chargesEnabled: true,
    payoutsEnabled: true,
    payoutInterval: 'daily',
    debitNegativeBalances: true,
    externalAccounts: [{ kind: 'bank_account', currency: currency('eur'), country: 'DE', status: 'new' }],
    sellerSinceMs: 0,
    ...fields,
  };
}
