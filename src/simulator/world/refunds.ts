import { DAY_MS } from '../../domain/clock';
import { refundApplicationFee } from './application-fee-refunds';
import type { Core } from './core';
import { atStripe, pay } from './customer-money';
import { record } from './economic-book';
import { post } from './ledger';
import type { ApplicationFee, BalanceTransaction, Charge, Refund, Transfer } from './objects';
import type { JsonObject } from './port';
import { convert } from './rates';
import { makeReversal } from './reversals';
import { closeWarnings } from './fraud-warnings';
import { mulDivFloor } from '../../domain/money';
import { setCause } from './ties';

export interface RefundMaking {
  readonly id?: string | undefined;
  readonly charge: string;
  /** In the charge's currency. */
  readonly amountMinor: number;
  readonly reverseTransfer: boolean;
  readonly refundApplicationFee: boolean;
  readonly metadata: JsonObject;
  readonly reason: string | null;
  /** Where it begins. Default: as the sale's story has it. The money leaves at once in any case. */
  readonly status?: Refund['status'] | undefined;
}

/** How refunds of a sale go: at once, later, at once and then sent back, or when the customer has done something. */
export type RefundBehaviour = 'succeeds' | 'succeeds_later' | 'fails_later' | 'needs_customer';

export const setRefundBehaviour = (core: Core, charge: string, behaviour: RefundBehaviour): void =>
  core.setNote('refunding', charge, { behaviour });

const LATER_MS = 5 * DAY_MS;

/** The customer gets money back. Whether Stripe would allow it is the caller's to know. */
export function makeRefund(core: Core, input: RefundMaking): Refund {
  const charge = core.need<Charge>(input.charge, 'charge');
  const owner = core.ownerOf(charge.id);
  const id = input.id ?? core.newId('re');
  const settledIn = core.need<BalanceTransaction>(charge.balance_transaction, 'balance_transaction').currency;
  const paid = convert(core, input.amountMinor, charge.currency, settledIn);
  const behaviour =
    core.note<{ behaviour: RefundBehaviour }>('refunding', charge.id)?.behaviour ?? 'succeeds';
  const status = input.status ?? BEGINS[behaviour];
  setCause(core, id, charge.id);
  const transaction = post(core, owner, {
    type: 'refund',
    amount: -paid.amountMinor,
    currency: settledIn,
    source: id,
    exchangeRate: paid.exchangeRate,
  });
  pay(core, 'refund', id, owner, input.amountMinor, charge.currency, paid.amountMinor, settledIn);
  core.add<Refund>(owner, 'refund', id, {
    amount: input.amountMinor,
    balance_transaction: transaction.id,
    charge: charge.id,
    currency: charge.currency,
    metadata: input.metadata,
    payment_intent: charge.payment_intent,
    reason: input.reason,
    status,
    ...(status === 'pending' && { pending_reason: 'processing' }),
  });
  record(core, { what: 'returned', cause: id, charge: charge.id, amountMinor: input.amountMinor });
  if (owner !== core.platformId)
    atStripe(core, charge, owner, input.amountMinor, paid.amountMinor, settledIn);
  const reversal = input.reverseTransfer ? reverseFor(core, charge, id, input) : null;
  if (input.refundApplicationFee && owner !== core.platformId)
    returnDirectFee(core, charge, input.amountMinor);
  const refund =
    reversal === null
      ? core.need<Refund>(id, 'refund')
      : core.change<Refund>(id, { transfer_reversal: reversal });
  const refunded = charge.amount_refunded + input.amountMinor;
  const after = core.change<Charge>(charge.id, {
    amount_refunded: refunded,
    refunded: refunded === charge.amount,
  });
  if (behaviour === 'succeeds_later' || behaviour === 'fails_later')
    core.schedule(core.nowMs + LATER_MS, {
      kind: 'refund_ends',
      refund: id,
      succeeds: behaviour === 'succeeds_later',
    });
  core.emit(owner, 'refund.created', refund);
  core.emit(owner, 'charge.refunded', after);
  if (refunded === charge.amount) closeWarnings(core, charge.id);
  return refund;
}

const BEGINS: Readonly<Record<RefundBehaviour, Refund['status']>> = {
  succeeds: 'succeeded',
  succeeds_later: 'pending',
  fails_later: 'succeeded',
  needs_customer: 'requires_action',
};

/** Of a direct charge: all of the fee with all of the charge, else in proportion, rounded down. */
function returnDirectFee(core: Core, charge: Charge, amountMinor: number): void {
  if (charge.application_fee === null) return;
  const fee = core.need<ApplicationFee>(charge.application_fee, 'application_fee');
  const left = fee.amount - fee.amount_refunded;
  const whole = charge.amount_refunded + amountMinor === charge.amount;
  const feeMinor = whole ? left : Math.min(left, mulDivFloor(fee.amount, amountMinor, charge.amount));
  if (feeMinor > 0) refundApplicationFee(core, fee, feeMinor, {});
}

/** What of the charge's transfer a refund takes back, in proportion, minor units; zero where there is none. */
export function reversedWith(core: Core, charge: Charge, amountMinor: number): number {
  if (charge.transfer === undefined) return 0;
  const transfer = core.need<Transfer>(charge.transfer, 'transfer');
  return Math.min(
    transfer.amount - transfer.amount_reversed,
    mulDivFloor(transfer.amount, amountMinor, charge.amount),
  );
}

function reverseFor(core: Core, charge: Charge, refund: string, input: RefundMaking): string | null {
  const amountMinor = reversedWith(core, charge, input.amountMinor);
  if (charge.transfer === undefined || amountMinor === 0) return null;
  return makeReversal(core, {
    transfer: charge.transfer,
    amountMinor,
    metadata: {},
    refundApplicationFee: input.refundApplicationFee,
    sourceRefund: refund,
  }).id;
}
