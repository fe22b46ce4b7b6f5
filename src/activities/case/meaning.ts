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
import { type MoveRow, storedRequest } from '../../store/money-moves';
import type { MovementMeaning } from '../../store/ports';
import { disputesOfCharge } from '../dispute/reversals-elsewhere';
import { feeOfReversal, unforeseenFee } from './fee-back';
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
export async function meaningOf(context: MeaningContext, seen: Effective): Promise<Understood> {
  const { transaction, effectiveMs } = seen;
  const source = typeof transaction.source === 'string' ? null : transaction.source;
  const sourceId =
    typeof transaction.source === 'string' ? transaction.source : (transaction.source?.id ?? null);
  const direct = (cause: CauseId): Understood =>
    known({ kind: 'direct', cause, part: 'principal', sinceMs: effectiveMs });
  const own = sourceId === null ? null : await ownMove(context.db, sourceId, seen);
  if (own !== null) return known(own);

  switch (transaction.type) {
    case 'charge':
    case 'payment':
      return known({ kind: 'income' });
    case 'payment_refund':
    case 'refund': {
      const reversal = await reversalBehind(context, source, seen);
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
      const debit = source?.object === 'transfer' ? await ownTransfer(context.db, source, seen) : null;
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

/** The debit whose return this is: the balance transaction by which the payout arrived. Null for ordinary payouts. */
function returnedDebit(source: Stripe.BalanceTransactionSource | null): string | null {
  if (source?.object !== 'payout' || source.amount >= 0) return null;
  const arrived = source.balance_transaction;
  return typeof arrived === 'string' ? arrived : (arrived?.id ?? null);
}

async function ownMove(
  db: Database,
  counterpartId: string,
  seen: Effective,
): Promise<MovementMeaning | null> {
  const move = await db
    .selectFrom('money_moves')
    .select(OWN)
    .where('counterpart_id', '=', counterpartId)
    .executeTakeFirst();
  return move === undefined ? null : inTransit(move, seen);
}

const OWN = ['cause', 'part', 'currency', 'amount_minor', 'request'] as const;

const inTransit = (
  move: Pick<MoveRow, (typeof OWN)[number]>,
  { transaction, effectiveMs }: Effective,
): MovementMeaning => ({
  kind: 'transit',
  cause: move.cause as CauseId,
  part: move.part,
  sinceMs: effectiveMs,
  transferAmountMinor: move.amount_minor,
  transferCurrency: currency(move.currency),
  unforeseenFeeMinor: unforeseenFee(transaction, storedRequest(move).move),
});

/** An account debit of ours whose outcome is still on its way: its metadata name it. */
async function ownTransfer(
  db: Database,
  transfer: Stripe.Transfer,
  seen: Effective,
): Promise<MovementMeaning | null> {
  const key = transfer.metadata['recoup_key'];
  if (key === undefined) return null;
  const move = await db.selectFrom('money_moves').select(OWN).where('key', '=', key).executeTakeFirst();
  return move === undefined ? null : inTransit(move, seen);
}

/**
 * A reversal that is not (yet) known by its counterpart: ours whose outcome is still on its way (named by its
 * metadata), one that belongs to a refund, or one made elsewhere for the charge's one open dispute (R7).
 */
async function reversalBehind(
  context: MeaningContext,
  source: Stripe.BalanceTransactionSource | null,
  seen: Effective,
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
  const transit = (cause: CauseId): MovementMeaning => ({
    kind: 'transit',
    cause,
    part: 'principal',
    sinceMs: seen.effectiveMs,
    transferAmountMinor: reversal.amount,
    transferCurrency: currency(reversal.currency),
  });
  const key = reversal.metadata?.recoup_key;
  if (key !== undefined) {
    const move = await context.db
      .selectFrom('money_moves')
      .select(OWN)
      .where('key', '=', key)
      .executeTakeFirst();
    if (move !== undefined) return inTransit(move, seen);
  }
  const refund = idOf(reversal.source_refund);
  // The refund's own look books the other half.
  if (refund !== null) return transit(objectCause(refund));
  const transfer = await context.stripe.transfers.retrieve(transferId);
  const charge = idOf(transfer.source_transaction);
  if (charge === null) return null;
  // The same rule as the dispute's own look, which books the other half (R7).
  const disputes = await disputesOfCharge(context.stripe, charge);
  const createdMs = reversal.created * 1000;
  const cause = causeOfReversal({ createdMs, sourceRefund: null }, context.account, disputes);
  return cause !== null && causeKind(cause) === 'dispute' ? transit(cause) : null;
}

function idOf(value: string | { readonly id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null);
}
