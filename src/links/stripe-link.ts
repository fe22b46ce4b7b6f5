import type Stripe from 'stripe';
import { kindOf } from '../domain/account/standing';
import type { AccountId } from '../domain/ids';
import { assertNever } from '../domain/never';
import { stripeFailure } from '../stripe/errors';

/** Where a click leads now. `refused`: Stripe makes no link for this account, and says why. */
export type LedTo =
  | { readonly kind: 'at'; readonly url: string }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'refused'; readonly code: string };

/** Where Stripe sends a seller who is done, and one whose page there has expired. */
export interface WaysBack {
  readonly returnUrl: string;
  readonly refreshUrl: string;
}

/** Sellers with a dashboard of their own sign in there; nobody can make a link into it for them. */
const OWN_DASHBOARD = 'https://dashboard.stripe.com';

/**
 * The place at Stripe where this account's details and bank accounts are mended, as the account is at this moment.
 * Such a link is for one visit and expires within minutes. Two calls at most.
 */
export async function leadToStripe(stripe: Stripe, account: AccountId, ways: WaysBack): Promise<LedTo> {
  try {
    const found = await stripe.accounts.retrieve(account);
    return { kind: 'at', url: await urlFor(stripe, found, ways) };
  } catch (error) {
    const failure = stripeFailure(error, false);
    if (failure === null) throw error;
    switch (failure.kind) {
      case 'refused':
      case 'other':
        return { kind: 'refused', code: failure.code };
      case 'unreachable_account':
      case 'missing':
        return { kind: 'refused', code: failure.kind };
      // A link that was made and not seen expires by itself.
      case 'ambiguous':
      case 'unavailable':
      case 'in_use':
      case 'idempotency':
        return { kind: 'unavailable' };
      default:
        return assertNever(failure);
    }
  }
}

async function urlFor(stripe: Stripe, found: Stripe.Account, ways: WaysBack): Promise<string> {
  const kind = kindOf(found);
  switch (kind) {
    case 'standard':
      return OWN_DASHBOARD;
    case 'express':
      // Before the first onboarding is done Stripe makes no login link.
      return found.details_submitted
        ? (await stripe.accounts.createLoginLink(found.id)).url
        : accountLink(stripe, found.id, 'account_onboarding', ways);
    case 'custom':
    case 'unknown':
      return accountLink(stripe, found.id, isComplete(found) ? 'account_update' : 'account_onboarding', ways);
    default:
      return assertNever(kind);
  }
}

/** Nothing is asked for, and the platform collects: the seller may change what was given. */
function isComplete({ controller, details_submitted, requirements }: Stripe.Account): boolean {
  const { currently_due, eventually_due, past_due } = requirements ?? {};
  const isAskedFor = [currently_due, eventually_due, past_due].some((list) => (list ?? []).length > 0);
  return details_submitted && !isAskedFor && controller?.requirement_collection === 'application';
}

async function accountLink(
  stripe: Stripe,
  account: string,
  type: 'account_onboarding' | 'account_update',
  { returnUrl, refreshUrl }: WaysBack,
): Promise<string> {
  const { url } = await stripe.accountLinks.create({
    account,
    type,
    // All that a deadline can be set for is asked in one visit.
    collection_options: { fields: 'eventually_due', future_requirements: 'include' },
    return_url: returnUrl,
    refresh_url: refreshUrl,
  });
  return url;
}
