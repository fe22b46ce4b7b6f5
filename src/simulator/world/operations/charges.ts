import { callerAccount } from '../accounts';
import { refundApplicationFee } from '../application-fee-refunds';
import { makeCharge } from '../charges';
import type { Account, ApplicationFee, Charge } from '../objects';
import type { Caller, Operation, Params, StripeObject, World } from '../port';
import {
  all,
  currencyOf,
  fail,
  group,
  held,
  int,
  matching,
  mergeMetadata,
  requiredInt,
  text,
  within,
} from './read';
import { refuseDeclined, testCard } from './test-cards';

export const chargeOperations = {
  'GET /v1/charges': {
    kind: 'list',
    run: (world, caller, _path, params) =>
      matching(within(all<Charge>(world, caller, 'charge'), params, 'created'), params, [
        'customer',
        'payment_intent',
        'transfer_group',
      ]),
  },
  'GET /v1/charges/{charge}': {
    kind: 'one',
    run: (world, caller, path) => held<Charge>(world, caller, 'charge', path['charge'] ?? '', 'charge'),
  },
  'POST /v1/charges': {
    kind: 'one',
    run: (world, caller, _path, params) => charge(world, caller, params, text(params, 'source') ?? '', null),
  },
  'POST /v1/payment_intents': {
    kind: 'one',
    run: (world, caller, _path, params) => {
      const id = world.core.newId('pi');
      const owner = callerAccount(world.core, caller);
      const paid =
        params['confirm'] === true
          ? charge(world, caller, params, text(params, 'payment_method') ?? '', id)
          : null;
      return world.core.add<StripeObject & { id: string }>(owner, 'payment_intent', id, {
        amount: requiredInt(params, 'amount'),
        amount_received: paid === null ? 0 : paid.amount,
        currency: currencyOf(params),
        latest_charge: paid?.id ?? null,
        metadata: mergeMetadata({}, params),
        status: paid === null ? 'requires_payment_method' : 'succeeded',
        transfer_group: text(params, 'transfer_group'),
      });
    },
  },
  'GET /v1/payment_intents/{intent}': {
    kind: 'one',
    run: (world, caller, path) =>
      held<StripeObject>(world, caller, 'payment_intent', path['intent'] ?? '', 'intent'),
  },
  'GET /v1/application_fees': {
    kind: 'list',
    run: (world, caller, _path, params) =>
      matching(within(all<ApplicationFee>(world, caller, 'application_fee'), params, 'created'), params, [
        'charge',
      ]),
  },
  'GET /v1/application_fees/{id}/refunds': {
    kind: 'list',
    run: (world, caller, path) =>
      (
        held<ApplicationFee>(world, caller, 'application_fee', path['id'] ?? '')['refunds'] as {
          data: readonly StripeObject[];
        }
      ).data,
  },
  'POST /v1/application_fees/{id}/refunds': {
    kind: 'one',
    run: (world, caller, path, params) => {
      const fee = held<ApplicationFee>(world, caller, 'application_fee', path['id'] ?? '');
      const left = fee.amount - fee.amount_refunded;
      const amountMinor = int(params, 'amount') ?? left;
      if (amountMinor > left || left === 0) {
        fail(
          400,
          'parameter_invalid_integer',
          `Refund amount (${amountMinor}) is greater than unrefunded amount on fee (${left})`,
          'amount',
        );
      }
      return refundApplicationFee(world.core, fee, amountMinor, mergeMetadata({}, params));
    },
  },
  'GET /v1/radar/early_fraud_warnings': {
    kind: 'list',
    run: (world, caller, _path, params) =>
      matching(
        within(all<StripeObject>(world, caller, 'radar.early_fraud_warning'), params, 'created'),
        params,
        ['charge', 'payment_intent'],
      ),
  },
} satisfies Readonly<Record<string, Operation>>;

function charge(
  world: World,
  caller: Caller,
  params: Params,
  paidWith: string,
  paymentIntent: string | null,
): Charge {
  const { core } = world;
  const card = testCard(paidWith);
  refuseDeclined(card);
  const owner = callerAccount(core, caller);
  const transferData = group(params, 'transfer_data');
  const destination = transferData === null ? null : text(transferData, 'destination');
  if (destination !== null && core.get<Account>(destination, 'account') === null) {
    fail(404, 'resource_missing', `No such destination: '${destination}'`, 'transfer_data[destination]');
  }
  const made = makeCharge(core, {
    owner,
    amountMinor: requiredInt(params, 'amount'),
    currency: currencyOf(params),
    availableNow: card.availableNow ?? false,
    refunds: card.refunds,
    transferGroup: text(params, 'transfer_group'),
    description: text(params, 'description'),
    metadata: mergeMetadata({}, params),
    paymentIntent,
    onBehalfOf: text(params, 'on_behalf_of'),
    applicationFeeMinor: int(params, 'application_fee_amount') ?? undefined,
    ...(destination === null
      ? {}
      : {
          destination: { account: destination, amountMinor: int(transferData ?? {}, 'amount') ?? undefined },
        }),
  });
  card.then?.(core, made.id);
  return core.need<Charge>(made.id, 'charge');
}
