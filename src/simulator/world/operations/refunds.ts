import type { Charge, Dispute, Refund, Transfer } from '../objects';
import type { Operation, Params, Caller, World } from '../port';
import { callerAccount } from '../accounts';
import { available } from '../ledger';
import { cancelRefund } from '../refund-ends';
import { makeRefund, reversedWith } from '../refunds';
import { chargeOfCause, parseKey, setCause } from '../ties';
import { all, fail, flag, held, int, matching, mergeMetadata, missing, text, within } from './read';
import { refuseBelowZero } from './reversals';

export const refundOperations = {
  'GET /v1/refunds': {
    kind: 'list',
    run: (world, caller, _path, params) =>
      matching(within(all<Refund>(world, caller, 'refund'), params, 'created'), params, [
        'charge',
        'payment_intent',
      ]),
  },
  'GET /v1/refunds/{refund}': {
    kind: 'one',
    run: (world, caller, path) => held<Refund>(world, caller, 'refund', path['refund'] ?? '', 'refund'),
  },
  'POST /v1/refunds/{refund}/cancel': {
    kind: 'one',
    run: (world, caller, path) => {
      const found = held<Refund>(world, caller, 'refund', path['refund'] ?? '', 'refund');
      if (found.status !== 'requires_action')
        fail(400, null, `Refund ${found.id} is ${found.status} and cannot be canceled.`);
      return cancelRefund(world.core, found.id);
    },
  },
  'POST /v1/refunds': { kind: 'one', run: (world, caller, _path, params) => refund(world, caller, params) },
} satisfies Readonly<Record<string, Operation>>;

function refund(world: World, caller: Caller, params: Params): Refund {
  const { core } = world;
  const charge = chargeOf(world, caller, params);
  const left = charge.amount - charge.amount_refunded;
  const amountMinor = int(params, 'amount') ?? left;
  if (left === 0) fail(400, 'charge_already_refunded', `Charge ${charge.id} has already been refunded.`);
  if (amountMinor > left) {
    fail(
      400,
      'parameter_invalid_integer',
      `Refund amount (${amountMinor}) is greater than unrefunded amount on charge (${left})`,
      'amount',
    );
  }
  const disputed = all<Dispute>(world, caller, 'dispute').some(
    (one) => one.charge === charge.id && !one.is_charge_refundable && one.status !== 'won',
  );
  if (disputed)
    fail(400, 'charge_disputed', `Charge ${charge.id} has been charged back; cannot issue a refund.`);
  if (charge.status === 'failed') fail(400, null, `Charge ${charge.id} has failed and cannot be refunded.`);
  const owner = callerAccount(core, caller);
  const reverseTransfer = flag(params, 'reverse_transfer');
  if (reverseTransfer) checkReversible(world, charge, amountMinor);
  if (available(core, owner, charge.currency) < amountMinor && owner === core.platformId) {
    fail(400, 'balance_insufficient', 'Insufficient funds in your Stripe balance to refund this amount.');
  }
  const metadata = mergeMetadata({}, params);
  // Whoever asks may speak of the refund before it has an id: by the request that made it.
  const asked = parseKey(text(metadata, 'recoup_key') ?? '');
  if (asked !== null && chargeOfCause(core, asked.cause) === null) setCause(core, asked.cause, charge.id);
  return makeRefund(core, {
    charge: charge.id,
    amountMinor,
    reverseTransfer,
    refundApplicationFee: flag(params, 'refund_application_fee'),
    metadata,
    reason: text(params, 'reason'),
  });
}

function checkReversible(world: World, charge: Charge, amountMinor: number): void {
  if (charge.transfer === undefined) {
    return fail(
      400,
      null,
      `Cannot reverse transfer on charge ${charge.id} because it does not have an associated transfer.`,
      'reverse_transfer',
    );
  }
  const transfer = world.core.need<Transfer>(charge.transfer, 'transfer');
  refuseBelowZero(world, transfer, reversedWith(world.core, charge, amountMinor));
}

function chargeOf(world: World, caller: Caller, params: Params): Charge {
  const id = text(params, 'charge');
  if (id !== null) return held<Charge>(world, caller, 'charge', id, 'charge');
  const intent =
    text(params, 'payment_intent') ??
    fail(400, 'parameter_missing', 'One of charge or payment_intent is required.', 'charge');
  return (
    all<Charge>(world, caller, 'charge').find((charge) => charge.payment_intent === intent) ??
    missing('payment_intent', intent, 'payment_intent')
  );
}
