import type Stripe from 'stripe';
import type {
  CapabilityStanding,
  ExternalAccountStanding,
  RequirementBuckets,
} from '../domain/account/record';
import { kindOf, lossesOf } from '../domain/account/standing';
import type { StandingFound } from '../domain/account/standing-found';
import { accountId } from '../domain/ids';
import { currency } from '../domain/money';

/** What is kept of an account's standing: names, states and instants; nothing personal, and no value that was provided. */
export function standingOf(found: Stripe.Account): StandingFound {
  const payouts = found.settings?.payouts;
  return {
    account: accountId(found.id),
    country: found.country ?? null,
    kind: kindOf(found),
    losses: lossesOf(found),
    requirementCollection: collectionOf(found),
    dashboard: dashboardOf(found),
    defaultCurrency: found.default_currency === undefined ? null : currency(found.default_currency),
    capabilities: Object.fromEntries(
      Object.entries(found.capabilities ?? {}).map(([name, word]) => [name, stateOf(String(word))]),
    ),
    requirements: bucketsOf(found.requirements),
    futureRequirements: bucketsOf(found.future_requirements),
    disabledReason: found.requirements?.disabled_reason ?? null,
    chargesEnabled: found.charges_enabled,
    payoutsEnabled: found.payouts_enabled,
    payoutInterval: payouts?.schedule?.interval ?? null,
    debitNegativeBalances: payouts?.debit_negative_balances ?? null,
    externalAccounts: (found.external_accounts?.data ?? []).map(externalAccount),
    sellerSinceMs: typeof found.created === 'number' ? found.created * 1_000 : null,
  };
}

function stateOf(word: string): Omit<CapabilityStanding, 'sinceMs'> {
  switch (word) {
    case 'active':
    case 'inactive':
    case 'pending':
    case 'unrequested':
      return { state: word, word };
    default:
      return { state: 'unknown', word };
  }
}

type Requirements = Stripe.Account.Requirements | Stripe.Account.FutureRequirements | null | undefined;

/** Old accounts come without lists. */
function bucketsOf(list: Requirements): RequirementBuckets {
  const deadline = list?.current_deadline ?? null;
  return {
    currentlyDue: list?.currently_due ?? [],
    eventuallyDue: list?.eventually_due ?? [],
    pastDue: list?.past_due ?? [],
    pendingVerification: list?.pending_verification ?? [],
    currentDeadlineMs: deadline === null ? null : deadline * 1_000,
  };
}

/** Absent: as the classic types have it. */
function collectionOf({ controller, type }: Stripe.Account): StandingFound['requirementCollection'] {
  const word = controller?.requirement_collection;
  if (word === 'application') return 'application';
  if (word === 'stripe') return 'stripe';
  if (type === 'custom') return 'application';
  return type === 'standard' || type === 'express' ? 'stripe' : 'unknown';
}

const DASHBOARDS = ['full', 'express', 'none'] as const;

function dashboardOf(found: Stripe.Account): StandingFound['dashboard'] {
  const word = DASHBOARDS.find((one) => one === found.controller?.stripe_dashboard?.type);
  if (word !== undefined) return word;
  switch (kindOf(found)) {
    case 'standard':
      return 'full';
    case 'express':
      return 'express';
    case 'custom':
      return 'none';
    default:
      return 'unknown';
  }
}

/** A card has no state that Stripe would tell. */
function externalAccount(found: Stripe.ExternalAccount): ExternalAccountStanding {
  return {
    kind: found.object,
    currency: currency(found.currency ?? ''),
    country: found.country ?? null,
    status: found.object === 'bank_account' ? found.status : 'new',
  };
}
