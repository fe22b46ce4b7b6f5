import type Stripe from 'stripe';
import { DAY_MS } from '../../domain/clock';
import type { AccountId } from '../../domain/ids';
import type { ReservePolicy } from '../../domain/payout/reserve-policy';
import type { DisputeRate } from '../../domain/payout/share-held';
import { keepChargeCount, readChargeCount } from '../../store/charge-counts';
import { countDisputesSince, ratePaidSince } from '../../store/dispute-exposure';
import type { Lies } from '../../store/reserves';
import { type ActivityDeps, momentOf } from '../deps';

/** A count is good for so long (clock): a rate of sixty days does not turn in one. */
const COUNT_STANDS_MS = DAY_MS;
const PAGE = 100;

/**
 * Disputes of the period's charges over these charges. Where the platform pays earnings out, its own lines say which
 * charges they paid for. Where charges land on the account, Stripe lists them: asked once a day at most, of sellers
 * with enough disputes to tell something, and only as far as it takes to show that the rate is low. Null where there is
 * nothing to tell.
 */
export async function disputeRateOf(
  deps: Pick<ActivityDeps, 'db' | 'stripe' | 'policy' | 'clock' | 'wallNow'>,
  account: AccountId,
  lies: Lies,
): Promise<DisputeRate | null> {
  const { disputeRate } = deps.policy.reserve;
  const nowMs = momentOf(deps).clockMs;
  const fromMs = nowMs - disputeRate.overDays * DAY_MS;
  if (lies === 'platform') return ratePaidSince(deps.db, account, fromMs);
  const disputes = await countDisputesSince(deps.db, account, fromMs);
  if (disputes < disputeRate.minimumDisputes) return null;
  const known = await readChargeCount(deps.db, account);
  if (known !== null && known.countedMs + COUNT_STANDS_MS > nowMs) {
    return { disputes, charges: known.charges };
  }
  const enough = chargesThatClear(disputes, deps.policy.reserve);
  const charges = await countCharges(deps.stripe, account, fromMs, enough);
  await keepChargeCount(deps.db, account, { fromMs, countedMs: nowMs, charges });
  return { disputes, charges };
}

/** With so many charges the rate reaches no row of the policy: more of them change nothing. */
export function chargesThatClear(disputes: number, policy: ReservePolicy): number {
  const rows = policy.disputeRate.rows.map(({ fromBasisPoints }) => fromBasisPoints);
  const lowest = Math.min(policy.trustedBelowBasisPoints, ...rows);
  if (lowest <= 0) return Number.MAX_SAFE_INTEGER;
  return Math.max(policy.disputeRate.minimumCharges, Math.floor((disputes * 10_000) / lowest) + 1);
}

async function countCharges(
  stripe: Stripe,
  account: AccountId,
  fromMs: number,
  enough: number,
): Promise<number> {
  let charges = 0;
  let after: string | undefined;
  do {
    const page = await stripe.charges.list(
      {
        limit: PAGE,
        created: { gte: Math.floor(fromMs / 1000) },
        ...(after === undefined ? {} : { starting_after: after }),
      },
      { stripeAccount: account },
    );
    charges += page.data.filter((charge) => charge.status === 'succeeded').length;
    after = page.has_more ? page.data.at(-1)?.id : undefined;
  } while (after !== undefined && charges < enough);
  return charges;
}
