import type Stripe from 'stripe';
import type { Json } from '../domain/json';
import { moveKey, PLATFORM, type Move, type RefundReason } from '../domain/moves';
import { assertNever } from '../domain/never';

/** A move as the one call to Stripe that makes it. Stored before it is made, and made of nothing else. */
export type MoneyCall =
  | {
      readonly call: 'transfers.createReversal';
      readonly transfer: string;
      readonly amount: number;
      readonly refundApplicationFee: boolean;
      readonly key: string;
    }
  | {
      readonly call: 'transfers.create';
      readonly amount: number;
      readonly currency: string;
      readonly destination: string;
      /** Account debits are made under the account's own authority. */
      readonly onAccount: string | null;
      /** Of a payout run, so that its transfers can be listed together. It attributes nothing. */
      readonly group?: string;
      readonly key: string;
    }
  | {
      readonly call: 'payouts.create';
      readonly amount: number;
      readonly currency: string;
      readonly onAccount: string;
      readonly key: string;
    }
  | {
      readonly call: 'refunds.create';
      readonly charge: string;
      readonly amount: number;
      readonly reverseTransfer: boolean;
      readonly refundApplicationFee: boolean;
      readonly reason: RefundReason | null;
      /** Direct charges live on the account. */
      readonly onAccount: string | null;
      readonly key: string;
    };

/** What Stripe made of it, and the object by which the account's own balance shows it. */
export interface Made {
  readonly stripeId: string;
  readonly counterpartId: string | null;
}

export function callFor(move: Move, platformAccount: string): MoneyCall & Json {
  const key = moveKey(move);
  switch (move.kind) {
    case 'reversal':
      return {
        call: 'transfers.createReversal',
        transfer: move.transfer,
        amount: move.amountMinor,
        refundApplicationFee: move.refundApplicationFee,
        key,
      };
    case 'credit_reversal':
      return {
        call: 'transfers.createReversal',
        transfer: move.transfer,
        amount: move.amountMinor,
        refundApplicationFee: false,
        key,
      };
    case 'account_debit':
      return transfer(move, platformAccount, move.account);
    case 'give_back':
    case 'credit':
      return transfer(move, move.account, null);
    case 'refund':
      return {
        call: 'refunds.create',
        charge: move.charge,
        amount: move.amountMinor,
        reverseTransfer: move.reverseTransfer,
        refundApplicationFee: move.refundApplicationFee,
        reason: move.reason,
        onAccount: move.account === PLATFORM ? null : move.account,
        key,
      };
    case 'earnings':
      return transfer(move, move.account, null, { group: move.workflowId });
    case 'payout': {
      const { amountMinor: amount, currency, account: onAccount } = move;
      return { call: 'payouts.create', amount, currency, onAccount, key };
    }
    default:
      return assertNever(move);
  }
}

function transfer(
  move: Move,
  destination: string,
  onAccount: string | null,
  more: { readonly group?: string } = {},
): MoneyCall & Json {
  const { amountMinor: amount, currency } = move;
  return { call: 'transfers.create', amount, currency, destination, onAccount, ...more, key: moveKey(move) };
}

/** Makes the call. Errors are the client's own: `stripeFailure` says what they mean. */
export async function makeCall(stripe: Stripe, call: MoneyCall, idempotencyKey: string): Promise<Made> {
  const metadata = { recoup_key: call.key };
  switch (call.call) {
    case 'transfers.createReversal': {
      const { amount, refundApplicationFee } = call;
      const reversal = await stripe.transfers.createReversal(
        call.transfer,
        { amount, metadata, ...(refundApplicationFee ? { refund_application_fee: true } : {}) },
        { idempotencyKey },
      );
      return madeOfReversal(reversal);
    }
    case 'transfers.create': {
      const { amount, currency, destination, onAccount, group } = call;
      const made = await stripe.transfers.create(
        {
          amount,
          currency,
          destination,
          metadata,
          ...(group === undefined ? {} : { transfer_group: group }),
        },
        { idempotencyKey, ...onBehalf(onAccount) },
      );
      return madeOfTransfer(made, call);
    }
    case 'payouts.create': {
      const { amount, currency, onAccount } = call;
      const made = await stripe.payouts.create(
        { amount, currency, metadata },
        { idempotencyKey, stripeAccount: onAccount },
      );
      return madeOfPayout(made);
    }
    case 'refunds.create': {
      const made = await stripe.refunds.create(refundParameters(call, metadata), {
        idempotencyKey,
        ...onBehalf(call.onAccount),
      });
      return madeOfRefund(made);
    }
    default:
      return assertNever(call);
  }
}

const DAY_SECONDS = 86_400;
const PAGE = 100;

/**
 * Looks for what the call may have made: a transfer's reversals, a charge's refunds, or transfers by destination and
 * time, matched on metadata. `askedClockMs`: when the move was stored; Stripe's own clock may differ by up to a day. Null: however long
 * ago, for when a person is about to give it up.
 */
export async function findMade(
  stripe: Stripe,
  call: MoneyCall,
  askedClockMs: number | null,
): Promise<Made | null> {
  switch (call.call) {
    case 'transfers.createReversal':
      for await (const reversal of stripe.transfers.listReversals(call.transfer, { limit: PAGE })) {
        if (reversal.metadata?.['recoup_key'] === call.key) return madeOfReversal(reversal);
      }
      return null;
    case 'transfers.create': {
      const { destination, onAccount } = call;
      const filter = { destination, ...since(askedClockMs), limit: PAGE };
      for await (const found of stripe.transfers.list(filter, onBehalf(onAccount))) {
        if (found.metadata['recoup_key'] === call.key) return madeOfTransfer(found, call);
      }
      return null;
    }
    case 'payouts.create':
      for await (const found of stripe.payouts.list(
        { ...since(askedClockMs), limit: PAGE },
        onBehalf(call.onAccount),
      )) {
        if (found.metadata?.['recoup_key'] === call.key) return madeOfPayout(found);
      }
      return null;
    case 'refunds.create':
      for await (const found of stripe.refunds.list(
        { charge: call.charge, limit: PAGE },
        onBehalf(call.onAccount),
      )) {
        if (found.metadata?.['recoup_key'] === call.key) return madeOfRefund(found);
      }
      return null;
    default:
      return assertNever(call);
  }
}

const since = (askedClockMs: number | null): { readonly created?: { readonly gte: number } } =>
  askedClockMs === null
    ? {}
    : { created: { gte: Math.max(0, Math.floor(askedClockMs / 1_000) - DAY_SECONDS) } };

const onBehalf = (account: string | null): { readonly stripeAccount?: string } =>
  account === null ? {} : { stripeAccount: account };

function refundParameters(
  call: Extract<MoneyCall, { call: 'refunds.create' }>,
  metadata: { readonly recoup_key: string },
): Stripe.RefundCreateParams {
  const { charge, amount, reason } = call;
  return {
    charge,
    amount,
    metadata,
    ...(reason === null ? {} : { reason }),
    ...(call.reverseTransfer ? { reverse_transfer: true } : {}),
    ...(call.refundApplicationFee ? { refund_application_fee: true } : {}),
  };
}

/** No account's balance shows the refund itself; the reversal that came with it has its own. */
const madeOfRefund = (made: Stripe.Refund): Made => ({ stripeId: made.id, counterpartId: null });

function madeOfReversal(reversal: Stripe.TransferReversal): Made {
  return { stripeId: reversal.id, counterpartId: idOf(reversal.destination_payment_refund) };
}

/**
 * An account debit shows on the account as the transfer itself, a give-back as the payment that it became. Earnings
 * are the account's income like any other, so that nothing waits for the other half of them.
 */
function madeOfTransfer(
  made: Stripe.Transfer,
  { onAccount, group }: Extract<MoneyCall, { call: 'transfers.create' }>,
): Made {
  if (group !== undefined) return { stripeId: made.id, counterpartId: null };
  return {
    stripeId: made.id,
    counterpartId: onAccount === null ? idOf(made.destination_payment) : made.id,
  };
}

/** The account's balance shows the payout itself, as what went to its bank. */
const madeOfPayout = (made: Stripe.Payout): Made => ({ stripeId: made.id, counterpartId: null });

function idOf(value: string | { readonly id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null);
}
