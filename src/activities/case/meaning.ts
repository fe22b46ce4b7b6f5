import { sql } from 'kysely';
import type Stripe from 'stripe';
import {
  type AccountId,
  type CauseId,
  causeKind,
  type WorkflowId,
  objectCause,
  otherCause,
} from '../../domain/ids';
import { causeOfReversal } from '../../domain/dispute/reversals';
import { type Currency, currency } from '../../domain/money';
import type { Database } from '../../store/database';
import type { MoveRow } from '../../store/money-moves';
import type { MovementMeaning } from '../../store/ports';
import { disputesOfCharge } from '../dispute/reversals-elsewhere';
import type { Effective } from './transactions';

export interface MeaningContext {
  readonly db: Database;
  readonly stripe: Stripe;
  readonly account: AccountId;
  readonly currency: Currency;
  readonly owner: WorkflowId;
  readonly writeOffUpToMinor: number;
}

/** What a movement of the account's balance is for. `known` is false for a type that Recoup has not met. */
export interface Understood {
  readonly meaning: MovementMeaning;
  readonly known: boolean;
}

const known = (meaning: MovementMeaning): Understood => ({ meaning, known: true });

/** The meaning of one balance transaction of a connected account: by our own move first, then by what Stripe says. */
export async function meaningOf(
  context: MeaningContext,
  { transaction, effectiveMs }: Effective,
): Promise<Understood> {
  const source = typeof transaction.source === 'string' ? null : transaction.source;
  const sourceId =
    typeof transaction.source === 'string' ? transaction.source : (transaction.source?.id ?? null);
  const direct = (cause: CauseId): Understood =>
    known({ kind: 'direct', cause, part: 'principal', sinceMs: effectiveMs });
  const own = sourceId === null ? null : await ownMove(context.db, sourceId, effectiveMs);
  if (own !== null) return known(own);

  switch (transaction.type) {
    case 'charge':
    case 'payment':
      return known({ kind: 'income' });
    case 'payment_refund':
    case 'refund': {
      const reversal = await reversalBehind(context, source, effectiveMs);
      if (reversal !== null) return known(reversal);
      return direct(sourceId === null ? otherCause(context.account) : objectCause(sourceId));
    }
    case 'refund_failure':
    case 'payment_failure_refund':
      return direct(sourceId === null ? otherCause(context.account) : objectCause(sourceId));
    case 'adjustment':
      return source?.object === 'dispute'
        ? direct(objectCause(source.id))
        : direct(otherCause(context.account));
    case 'payout':
    case 'topup':
    case 'topup_reversal':
      return known({ kind: 'bank', returns: null });
    case 'payout_failure':
    case 'payout_cancel':
      return known({ kind: 'bank', returns: returnedDebit(source) });
    case 'connect_collection_transfer':
      return known({
        kind: 'collection',
        collectionTransfer: sourceId ?? transaction.id,
        owner: context.owner,
        writeOffUpToMinor: context.writeOffUpToMinor,
      });
    case 'transfer': {
      const debit = source?.object === 'transfer' ? await ownTransfer(context.db, source, effectiveMs) : null;
      return debit === null ? direct(otherCause(context.account)) : known(debit);
    }
    case 'stripe_fee':
    case 'application_fee':
      return direct(otherCause(context.account));
    case 'application_fee_refund': {
      const withReversal = await feeOfReversal(context, transaction.net, effectiveMs);
      return withReversal === null ? direct(otherCause(context.account)) : known(withReversal);
    }
    default:
      return {
        ...(transaction.net >= 0 ? known({ kind: 'income' }) : direct(otherCause(context.account))),
        known: false,
      };
  }
}

/** R6: the application fee that came back with a reversal of ours, or with a refund, is the rest of that. */
async function feeOfReversal(
  { db, account }: MeaningContext,
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

/** The debit whose return this is: the balance transaction by which the payout arrived. Null for ordinary payouts. */
function returnedDebit(source: Stripe.BalanceTransactionSource | null): string | null {
  if (source?.object !== 'payout' || source.amount >= 0) return null;
  const arrived = source.balance_transaction;
  return typeof arrived === 'string' ? arrived : (arrived?.id ?? null);
}

async function ownMove(
  db: Database,
  counterpartId: string,
  sinceMs: number,
): Promise<MovementMeaning | null> {
  const move = await db
    .selectFrom('money_moves')
    .select(['cause', 'part', 'currency', 'amount_minor'])
    .where('counterpart_id', '=', counterpartId)
    .executeTakeFirst();
  return move === undefined ? null : inTransit(move, sinceMs);
}

const inTransit = (
  move: Pick<MoveRow, 'cause' | 'part' | 'currency' | 'amount_minor'>,
  sinceMs: number,
): MovementMeaning => ({
  kind: 'transit',
  cause: move.cause as CauseId,
  part: move.part,
  sinceMs,
  transferAmountMinor: move.amount_minor,
  transferCurrency: currency(move.currency),
});

/** An account debit of ours whose outcome is still on its way: its metadata name it. */
async function ownTransfer(
  db: Database,
  transfer: Stripe.Transfer,
  sinceMs: number,
): Promise<MovementMeaning | null> {
  const key = transfer.metadata['recoup_key'];
  if (key === undefined) return null;
  const move = await db
    .selectFrom('money_moves')
    .select(['cause', 'part', 'currency', 'amount_minor'])
    .where('key', '=', key)
    .executeTakeFirst();
  return move === undefined ? null : inTransit(move, sinceMs);
}

/**
 * A reversal that is not (yet) known by its counterpart: ours whose outcome is still on its way (named by its
 * metadata), one that belongs to a refund, or one made elsewhere for the charge's one open dispute (R7).
 */
async function reversalBehind(
  context: MeaningContext,
  source: Stripe.BalanceTransactionSource | null,
  sinceMs: number,
): Promise<MovementMeaning | null> {
  if (source?.object !== 'refund') return null;
  const chargeId = typeof source.charge === 'string' ? source.charge : source.charge?.id;
  if (chargeId === undefined) return null;
  const header = { stripeAccount: context.account };
  const payment = await context.stripe.charges.retrieve(chargeId, {}, header);
  const transferId =
    typeof payment.source_transfer === 'string' ? payment.source_transfer : payment.source_transfer?.id;
  if (transferId === undefined) return null;
  const reversals = await context.stripe.transfers.listReversals(transferId, { limit: 100 });
  const reversal = reversals.data.find((one) => idOf(one.destination_payment_refund) === source.id);
  if (reversal === undefined) return null;
  const transit = (cause: CauseId, part: 'principal' | 'fee'): MovementMeaning => ({
    kind: 'transit',
    cause,
    part,
    sinceMs,
    transferAmountMinor: reversal.amount,
    transferCurrency: currency(reversal.currency),
  });
  const key = reversal.metadata?.recoup_key;
  if (key !== undefined) {
    const move = await context.db
      .selectFrom('money_moves')
      .select(['cause', 'part'])
      .where('key', '=', key)
      .executeTakeFirst();
    if (move !== undefined) return transit(move.cause as CauseId, move.part);
  }
  const refund = idOf(reversal.source_refund);
  // The refund's own look books the other half.
  if (refund !== null) return transit(objectCause(refund), 'principal');
  const transfer = await context.stripe.transfers.retrieve(transferId);
  const charge = idOf(transfer.source_transaction);
  if (charge === null) return null;
  // The same rule as the dispute's own look, which books the other half (R7).
  const disputes = await disputesOfCharge(context.stripe, charge);
  const createdMs = reversal.created * 1000;
  const cause = causeOfReversal({ createdMs, sourceRefund: null }, context.account, disputes);
  return cause !== null && causeKind(cause) === 'dispute' ? transit(cause, 'principal') : null;
}

function idOf(value: string | { readonly id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null);
}
