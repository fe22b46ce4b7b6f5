import { sql } from 'kysely';
import type Stripe from 'stripe';
import type { AccountId, CauseId } from '../../domain/ids';
import { currency } from '../../domain/money';
import type { Move } from '../../domain/moves';
import type { Database } from '../../store/database';
import type { MovementMeaning } from '../../store/ports';

/**
 * R6: how much more of the application fee came back in this balance transaction than the move had foreseen. Stripe
 * returns the rest of it with the reversal that completes the transfer, and what earlier ones left of it by rounding.
 */
export function unforeseenFee(
  { fee_details, currency: seenIn }: Stripe.BalanceTransaction,
  move: Move,
): number {
  if (move.kind !== 'reversal' || !move.refundApplicationFee || move.currency !== seenIn) return 0;
  const fees = fee_details.filter(({ type }) => type === 'application_fee');
  // Where it is seen in a balance transaction of its own, that one says how much it was.
  if (fees.length === 0) return 0;
  return -fees.reduce((sum, { amount }) => sum + amount, 0) - move.applicationFeeMinor;
}

/** R6: the application fee that came back with a reversal of ours, or with a refund, is the rest of that. */
export async function feeOfReversal(
  { db, account }: { readonly db: Database; readonly account: AccountId },
  feeMinor: number,
  sinceMs: number,
): Promise<MovementMeaning | null> {
  const move = await db
    .selectFrom('money_moves')
    .select(['cause', 'part', 'currency'])
    .where('account', '=', account)
    .where('kind', '=', 'reversal')
    .where(sql<boolean>`request->'move'->>'applicationFeeMinor' = ${String(feeMinor)}`)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const found = move ?? (await refundWithFee(db, account, feeMinor));
  if (found === undefined || feeMinor <= 0) return null;
  return {
    kind: 'transit',
    cause: found.cause as CauseId,
    part: found.part,
    sinceMs,
    transferAmountMinor: feeMinor,
    transferCurrency: currency(found.currency),
  };
}

/** The refund by which Stripe returned as much of the application fee. */
async function refundWithFee(db: Database, account: AccountId, feeBack: number) {
  const row = await db
    .selectFrom('refunds')
    .select(['refund_id', 'currency'])
    .where('refund_id', 'is not', null)
    .where(sql<boolean>`facts @> ${JSON.stringify({ sellers: [{ account, feeBack }] })}::jsonb`)
    .orderBy('opened_clock', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row?.refund_id == null || row.currency === null) return undefined;
  return { cause: row.refund_id, part: 'principal' as const, currency: row.currency };
}
