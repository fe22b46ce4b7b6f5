import type Stripe from 'stripe';
import { type CauseId, disputeId, type AccountId, transferId } from '../../domain/ids';
import { causeOfReversal, type DisputeOfCharge } from '../../domain/dispute/reversals';
import { isFinal, readStatus } from '../../domain/dispute/status';

/** A reversal of one of the charge's transfers, with the cause that it counts for (R7); null: nobody can tell. */
export interface ReversalOfCharge {
  readonly id: string;
  readonly account: AccountId;
  readonly amountMinor: number;
  readonly currency: string;
  readonly createdMs: number;
  readonly cause: CauseId | null;
  /** Made by Recoup: the books have it by its move. */
  readonly own: boolean;
}

const MOST_REVERSALS = 1000;

export async function reversalsOf(
  stripe: Stripe,
  transfer: Stripe.Transfer,
  account: AccountId,
  disputes: readonly DisputeOfCharge[],
): Promise<readonly ReversalOfCharge[]> {
  if (transfer.amount_reversed === 0) return [];
  const { data, has_more } = transfer.reversals;
  const all = has_more
    ? await stripe.transfers
        .listReversals(transferId(transfer.id), { limit: 100 })
        .autoPagingToArray({ limit: MOST_REVERSALS })
    : data;
  return all.map((reversal) => {
    const own = causeInKey(reversal.metadata?.recoup_key);
    const sourceRefund =
      typeof reversal.source_refund === 'string'
        ? reversal.source_refund
        : (reversal.source_refund?.id ?? null);
    const createdMs = reversal.created * 1000;
    return {
      id: reversal.id,
      account,
      amountMinor: reversal.amount,
      currency: reversal.currency,
      createdMs,
      cause: own ?? causeOfReversal({ createdMs, sourceRefund }, account, disputes),
      own: own !== null,
    };
  });
}

/** `recoup:v1:<kind>:<cause>:<object>:<n>` names the cause; text that is no key of ours names none. */
function causeInKey(key: string | undefined): CauseId | null {
  const [recoup, version, , cause] = (key ?? '').split(':');
  return recoup === 'recoup' && version === 'v1' && cause !== undefined && cause !== ''
    ? (cause as CauseId)
    : null;
}

/** All disputes of the charge, this one among them. */
export async function disputesOfCharge(stripe: Stripe, charge: string): Promise<readonly DisputeOfCharge[]> {
  const listed = await stripe.disputes.list({ charge, limit: 100 });
  return listed.data.map((dispute) => ({
    dispute: disputeId(dispute.id),
    openedMs: dispute.created * 1000,
    isFinal: isFinal(readStatus(dispute.status)),
  }));
}
