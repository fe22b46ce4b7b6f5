import { type AccountId, type CauseId, type DisputeId, disputeCause, objectCause, otherCause } from '../ids';

/** A transfer reversal that Recoup did not make. Instants are clock time. */
export interface ReversalElsewhere {
  readonly createdMs: number;
  /** The refund that it belongs to, where Stripe names one. */
  readonly sourceRefund: string | null;
}

export interface DisputeOfCharge {
  readonly dispute: DisputeId;
  readonly openedMs: number;
  readonly isFinal: boolean;
}

/**
 * R7: whose cause a reversal made elsewhere counts for. With `source_refund`, that refund. Made since a dispute of
 * the charge was opened: that dispute, if it is the only open one. Made before any: another cause. Otherwise null,
 * which is attention.
 */
export function causeOfReversal(
  reversal: ReversalElsewhere,
  account: AccountId,
  disputes: readonly DisputeOfCharge[],
): CauseId | null {
  if (reversal.sourceRefund !== null) return objectCause(reversal.sourceRefund);
  const since = disputes.filter((dispute) => reversal.createdMs >= dispute.openedMs);
  if (since.length === 0) return otherCause(account);
  const candidates = since.length === 1 ? since : since.filter((dispute) => !dispute.isFinal);
  const [only] = candidates;
  return only !== undefined && candidates.length === 1 ? disputeCause(only.dispute) : null;
}
