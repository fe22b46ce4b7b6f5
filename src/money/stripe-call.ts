import type Stripe from 'stripe';
import type { Json } from '../domain/json';
import { moveKey, type Move } from '../domain/moves';
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
    case 'account_debit':
      return transfer(move, platformAccount, move.account);
    case 'give_back':
    case 'credit':
      return transfer(move, move.account, null);
    default:
      return assertNever(move);
  }
}

function transfer(move: Move, destination: string, onAccount: string | null): MoneyCall & Json {
  const { amountMinor: amount, currency } = move;
  return { call: 'transfers.create', amount, currency, destination, onAccount, key: moveKey(move) };
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
      const { amount, currency, destination, onAccount } = call;
      const made = await stripe.transfers.create(
        { amount, currency, destination, metadata },
        { idempotencyKey, ...(onAccount === null ? {} : { stripeAccount: onAccount }) },
      );
      return madeOfTransfer(made, onAccount);
    }
    default:
      return assertNever(call);
  }
}

const DAY_SECONDS = 86_400;
const PAGE = 100;

/**
 * Looks for what the call may have made: a transfer's reversals, or transfers by destination and time, matched on
 * metadata. `askedClockMs`: when the move was stored; Stripe's own clock may differ by up to a day. Null: however long
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
      const since =
        askedClockMs === null
          ? {}
          : { created: { gte: Math.max(0, Math.floor(askedClockMs / 1_000) - DAY_SECONDS) } };
      const options = call.onAccount === null ? {} : { stripeAccount: call.onAccount };
      const { destination } = call;
      const list = stripe.transfers.list({ destination, ...since, limit: PAGE }, options);
      for await (const found of list) {
        if (found.metadata['recoup_key'] === call.key) return madeOfTransfer(found, call.onAccount);
      }
      return null;
    }
    default:
      return assertNever(call);
  }
}

function madeOfReversal(reversal: Stripe.TransferReversal): Made {
  return { stripeId: reversal.id, counterpartId: idOf(reversal.destination_payment_refund) };
}

/** An account debit shows on the account as the transfer itself, a give-back as the payment that it became. */
function madeOfTransfer(made: Stripe.Transfer, onAccount: string | null): Made {
  return {
    stripeId: made.id,
    counterpartId: onAccount === null ? idOf(made.destination_payment) : made.id,
  };
}

function idOf(value: string | { readonly id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null);
}
