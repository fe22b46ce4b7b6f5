import type { AccountRecord, RequirementBuckets } from '../../../src/domain/account/record';
import { accountId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import type { AuditSeverity } from '../../../src/domain/audit/finding';

export const NOW_MS = Date.UTC(2027, 0, 4, 12);
export const NOW = { wallMs: NOW_MS, clockMs: NOW_MS };

const NOTHING_DUE: RequirementBuckets = {
  currentlyDue: [],
  eventuallyDue: [],
  pastDue: [],
  pendingVerification: [],
  currentDeadlineMs: null,
};

const active = { state: 'active', word: 'active', sinceMs: NOW_MS } as const;

/** An account in good order, but for the given. */
export function record(fields: Partial<AccountRecord> = {}): AccountRecord {
  return {
    account: accountId('acct_1'),
    readWallMs: NOW_MS,
    reachable: true,
    country: 'US',
    kind: 'express',
    losses: 'platform',
    requirementCollection: 'stripe',
    dashboard: 'express',
    defaultCurrency: currency('usd'),
    currencies: [currency('usd')],
    capabilities: { transfers: active, card_payments: active },
    requirements: NOTHING_DUE,
    futureRequirements: NOTHING_DUE,
    disabledReason: null,
    chargesEnabled: true,
    payoutsEnabled: true,
    payoutInterval: 'daily',
    debitNegativeBalances: true,
    externalAccounts: [
      { kind: 'bank_account', currency: currency('usd'), country: 'US', status: 'verified' },
    ],
    sellerSinceMs: null,
    ...fields,
  };
}

export const due = (fields: Partial<RequirementBuckets>): RequirementBuckets => ({
  ...NOTHING_DUE,
  ...fields,
});

export const capability = (word: string): AccountRecord['capabilities'] => ({
  card_payments: active,
  transfers: { state: stateOf(word), word, sinceMs: NOW_MS },
});

function stateOf(word: string): 'active' | 'inactive' | 'pending' | 'unrequested' | 'unknown' {
  switch (word) {
    case 'active':
    case 'inactive':
    case 'pending':
    case 'unrequested':
      return word;
    default:
      return 'unknown';
  }
}

/** "hard transfers is …": what stands out, one line a finding. */
export const lines = (
  findings: readonly { readonly severity: AuditSeverity; readonly what: string; readonly saw: string }[],
): readonly string[] =>
  findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ severity, what, saw }) => `${severity}: ${what}: ${saw}`);
