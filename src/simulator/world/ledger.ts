import type { Core } from './core';
import type { BalanceTransaction } from './objects';
import type { JsonObject } from './port';

export interface Balance extends JsonObject {
  readonly currency: string;
  readonly availableMinor: number;
  readonly pendingMinor: number;
  /** `connect_reserved`: of the platform only. */
  readonly reservedMinor: number;
}

export interface Posting {
  readonly type: string;
  /** Signed, minor units. */
  readonly amount: number;
  /** Part of the amount that goes elsewhere; negative where it comes back. */
  readonly fee?: number;
  readonly feeType?: 'application_fee' | 'stripe_fee';
  readonly currency: string;
  readonly source: string | null;
  readonly availableAtMs?: number;
  /** The lot is not put on the calendar: the caller releases it together with what belongs to it. */
  readonly releasedByCaller?: boolean;
  readonly description?: string | null;
  readonly reportingCategory?: string;
  readonly exchangeRate?: number | null;
}

/** Writes one balance transaction of an account and changes its balance; funds that come later become a lot. */
export function post(core: Core, owner: string, posting: Posting): BalanceTransaction {
  const { amount, currency, fee = 0 } = posting;
  const net = amount - fee;
  const pending = posting.availableAtMs !== undefined && posting.availableAtMs > core.nowMs;
  const id = core.newId('txn');
  const transaction = core.add<BalanceTransaction>(owner, 'balance_transaction', id, {
    amount,
    available_on: Math.ceil((pending ? (posting.availableAtMs ?? 0) : core.nowMs) / 1000),
    balance_type: 'payments',
    currency,
    description: posting.description ?? null,
    exchange_rate: posting.exchangeRate ?? null,
    fee,
    fee_details: fee === 0 ? [] : [feeDetail(posting, fee)],
    net,
    reporting_category: posting.reportingCategory ?? REPORTING[posting.type] ?? posting.type,
    source: posting.source,
    status: pending ? 'pending' : 'available',
    type: posting.type,
  });
  if (pending && posting.releasedByCaller !== true)
    core.schedule(transaction.available_on * 1000, { kind: 'lot', transaction: id });
  changeBalance(core, owner, currency, pending ? { pendingMinor: net } : { availableMinor: net });
  return transaction;
}

/** The day of a pending lot has come. */
export function releaseLot(core: Core, transactionId: string): void {
  const transaction = core.need<BalanceTransaction>(transactionId, 'balance_transaction');
  if (transaction.status === 'available') return;
  core.change(transactionId, { status: 'available' });
  const { net, currency } = transaction;
  changeBalance(core, core.ownerOf(transactionId), currency, { pendingMinor: -net, availableMinor: net });
}

export function balance(core: Core, owner: string, currency: string): Balance {
  return (
    core.note<Balance>('balance', `${owner}|${currency}`) ?? {
      currency,
      availableMinor: 0,
      pendingMinor: 0,
      reservedMinor: 0,
    }
  );
}

export const available = (core: Core, owner: string, currency: string): number =>
  balance(core, owner, currency).availableMinor;

/** Balances of an account, one for each currency that it ever had. */
export const balances = (core: Core, owner: string): Balance[] => core.notes<Balance>('balance', owner);

export function changeBalance(
  core: Core,
  owner: string,
  currency: string,
  delta: {
    readonly availableMinor?: number;
    readonly pendingMinor?: number;
    readonly reservedMinor?: number;
  },
): void {
  const before = balance(core, owner, currency);
  core.setNote(
    'balance',
    `${owner}|${currency}`,
    {
      currency,
      availableMinor: before.availableMinor + (delta.availableMinor ?? 0),
      pendingMinor: before.pendingMinor + (delta.pendingMinor ?? 0),
      reservedMinor: before.reservedMinor + (delta.reservedMinor ?? 0),
    },
    owner,
  );
  core.touched.add(`${owner}|${currency}`);
}

function feeDetail(posting: Posting, fee: number): JsonObject {
  const type = posting.feeType ?? 'stripe_fee';
  const description = type === 'application_fee' ? 'application fee' : 'Stripe fees';
  return { amount: fee, application: null, currency: posting.currency, description, type };
}

/** Stripe's reporting categories where they differ from the type; disputes give their own. */
const REPORTING: Readonly<Record<string, string>> = {
  application_fee: 'platform_earning',
  application_fee_refund: 'platform_earning_refund',
  connect_collection_transfer: 'connect_collection_transfer',
  payment: 'charge',
  payment_refund: 'refund',
  payout_failure: 'payout_reversal',
  payout_cancel: 'payout_reversal',
  refund_failure: 'refund_failure',
  reserve_transaction: 'connect_reserved_funds',
  stripe_fee: 'fee',
  transfer_refund: 'transfer_reversal',
};

/** What depends on an account's balances is looked at again when the step ends. */
export function touchAll(core: Core, owner: string): void {
  for (const { currency } of balances(core, owner)) core.touched.add(`${owner}|${currency}`);
}
