import type Stripe from 'stripe';
import { type AccountId, type CauseId, isRefundRequest, objectCause } from '../../domain/ids';
import type { ChargeFact, MadeFact } from '../../domain/refund/facts';
import type { RefundRef } from '../../domain/refund/perform';
import { readRefundStatus } from '../../domain/refund/status';
import { chargeId } from '../../domain/ids';
import { currency, minor } from '../../domain/money';
import { requestIn } from '../../store/refund-requests';
import type { RefundRow } from '../../store/refunds';
import { stripeFailure } from '../../stripe/errors';
import { idOf } from '../dispute/at-stripe';

export interface RefundAtStripe {
  /** Null: Stripe knows none, or the account on which it lives cannot be read any more. */
  readonly charge: Stripe.Charge | null;
  readonly refund: Stripe.Refund | null;
  /** What is followed; where Stripe cannot be asked about it any more, as it was last seen. */
  readonly made: MadeFact | null;
  /** When the money came back, or when it left (clock, epoch ms). */
  readonly lastReturnMs: number;
}

/** The refund with its charge, or the charge of a failed payment, as Stripe has them now. */
export async function refundAtStripe(
  stripe: Stripe,
  { subject, account }: RefundRef,
  row: RefundRow | null,
  startedMs: number,
): Promise<RefundAtStripe> {
  const header = account === null ? {} : { stripeAccount: account };
  const asked = isRefundRequest(subject);
  const refundId = asked ? (row?.refund_id ?? null) : /^(re|pyr)_/.test(subject) ? subject : null;
  const refund =
    refundId === null
      ? null
      : await orNull(
          stripe.refunds.retrieve(
            refundId,
            { expand: ['failure_balance_transaction', 'transfer_reversal'] },
            header,
          ),
          account,
        );
  const id = idOf(refund?.charge) ?? requestIn(row)?.charge ?? (refundId === null ? subject : row?.charge_id);
  const charge =
    id === undefined || id === null
      ? null
      : await orNull(stripe.charges.retrieve(id, { expand: ['application_fee'] }, header), account);
  const made = refund === null ? null : madeOf(refund);
  return {
    charge,
    refund,
    made:
      made ??
      (asked || refundId !== null
        ? lastSeen(row)
        : charge === null
          ? null
          : failedPayment(charge, row, startedMs)),
    lastReturnMs: refund === null ? startedMs : returnedMs(refund),
  };
}

/** Null where Stripe says that there is none; throws what a retry can mend. */
async function orNull<T>(call: Promise<T>, account: AccountId | null): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    const kind = stripeFailure(error, account !== null)?.kind;
    if (kind === 'missing' || kind === 'unreachable_account') return null;
    throw error;
  }
}

function madeOf(refund: Stripe.Refund): MadeFact {
  return {
    cause: objectCause(refund.id),
    what: 'refund',
    status: readRefundStatus(refund.status),
    statusWord: refund.status ?? 'without a status',
    amountMinor: minor(refund.amount, `amount of ${refund.id}`),
    createdMs: refund.created * 1000,
    failureReason: refund.failure_reason ?? null,
  };
}

/** The last figures of a refund that cannot be read any more stand. */
function lastSeen(row: RefundRow | null): MadeFact | null {
  if (row === null || row.refund_id === null || row.amount_minor === null) return null;
  return {
    cause: objectCause(row.refund_id),
    what: 'refund',
    status: readRefundStatus(row.status),
    statusWord: row.status,
    amountMinor: row.amount_minor,
    createdMs: row.opened_clock,
    failureReason: null,
  };
}

/** A payment that failed after its money had arrived: Stripe has taken it back from the platform. */
function failedPayment(charge: Stripe.Charge, row: RefundRow | null, startedMs: number): MadeFact {
  const isFailed = charge.status === 'failed' && charge.balance_transaction !== null;
  return {
    cause: objectCause(charge.id),
    what: 'failed_payment',
    status: isFailed ? 'succeeded' : 'canceled',
    statusWord: charge.status,
    amountMinor: minor(charge.amount, `amount of ${charge.id}`),
    createdMs: row?.opened_clock ?? startedMs,
    failureReason: charge.failure_code,
  };
}

function returnedMs({ created, failure_balance_transaction: back }: Stripe.Refund): number {
  return (typeof back === 'object' && back !== null ? back.created : created) * 1000;
}

export function chargeFact(charge: Stripe.Charge, disputed: ChargeFact['disputed']): ChargeFact {
  return {
    charge: chargeId(charge.id),
    currency: currency(charge.currency),
    capturedMinor: charge.amount_captured > 0 ? charge.amount_captured : charge.amount,
    refundedMinor: charge.amount_refunded,
    paid: charge.paid && charge.captured,
    disputed,
    grouped: charge.transfer_group !== null,
  };
}

/** What is reversed with a refund by Stripe itself. Amounts in the transfer's currency. */
export interface ReversedWithRefund {
  readonly reversal: string;
  readonly cause: CauseId;
  /** Net of the application fee that went back with it (R6). */
  readonly netMinor: number;
  /** What of the application fee went back. */
  readonly feeBackMinor: number;
  readonly currency: string;
  readonly createdMs: number;
}

/**
 * Stripe names no refund on the application fee's own refunds: one that was made in the same moment as the reversal is
 * its. A fee in another currency is left out; the rate difference is the platform's (R20).
 */
export function reversedWith({ refund, charge }: RefundAtStripe): ReversedWithRefund | null {
  const reversal = refund?.transfer_reversal ?? null;
  if (refund === null || reversal === null || typeof reversal === 'string') return null;
  const fee = typeof charge?.application_fee === 'object' ? charge.application_fee : null;
  const together =
    fee?.currency === reversal.currency
      ? fee.refunds.data.find((one) => Math.abs(one.created - reversal.created) <= SAME_MOMENT_SECONDS)
      : undefined;
  const feeBackMinor = Math.min(together?.amount ?? 0, reversal.amount);
  return {
    reversal: reversal.id,
    cause: objectCause(refund.id),
    netMinor: reversal.amount - feeBackMinor,
    feeBackMinor,
    currency: reversal.currency,
    createdMs: reversal.created * 1000,
  };
}

const SAME_MOMENT_SECONDS = 5;
