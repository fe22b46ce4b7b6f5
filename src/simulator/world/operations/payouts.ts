import { callerAccount } from '../accounts';
import type { Account, Payout } from '../objects';
import { record } from '../economic-book';
import { usableBank } from '../banks';
import { cancelPayout, makePayout, payable, reversePayout } from '../payouts';
import type { Operation, StripeObject } from '../port';
import { switches } from '../settings';
import { makeTopup } from '../topups';
import { all, currencyOf, fail, held, matching, mergeMetadata, requiredInt, text, within } from './read';

export const payoutOperations = {
  'GET /v1/payouts': {
    kind: 'list',
    run: (world, caller, _path, params) =>
      matching(
        within(within(all<Payout>(world, caller, 'payout'), params, 'created'), params, 'arrival_date'),
        params,
        ['destination', 'status'],
      ),
  },
  'GET /v1/payouts/{payout}': {
    kind: 'one',
    run: (world, caller, path) => held<Payout>(world, caller, 'payout', path['payout'] ?? '', 'payout'),
  },
  'POST /v1/payouts': {
    kind: 'one',
    run: (world, caller, _path, params) => {
      const { core } = world;
      const owner = callerAccount(core, caller);
      const currency = currencyOf(params);
      const amountMinor = requiredInt(params, 'amount');
      if (!core.need<Account>(owner, 'account').payouts_enabled)
        fail(400, 'payouts_not_allowed', 'Payouts are not allowed for this account.');
      const { smallestPayoutMinor } = switches(core);
      if (amountMinor < smallestPayoutMinor)
        fail(400, 'amount_too_small', `Payouts are of at least ${smallestPayoutMinor}.`, 'amount');
      if (owner !== core.platformId && usableBank(core, owner, currency) === null) {
        const none = `Sorry, you don't have any external accounts in that currency (${currency}).`;
        fail(400, null, none, 'currency');
      }
      if (payable(core, owner, currency) < amountMinor)
        fail(400, 'balance_insufficient', 'You have insufficient funds in your Stripe account.');
      const payout = makePayout(core, {
        owner,
        amountMinor,
        currency,
        automatic: false,
        description: text(params, 'description'),
      });
      const metadata = mergeMetadata({}, params);
      if (owner !== core.platformId && metadata['recoup_key'] === undefined) {
        record(core, {
          what: 'unexplained',
          id: payout.id,
          account: owner,
          amountMinor,
          currency,
          why: 'a payout without a recoup_key',
        });
      }
      return core.change<Payout>(payout.id, { metadata });
    },
  },
  'POST /v1/payouts/{payout}/cancel': {
    kind: 'one',
    run: (world, caller, path) => {
      const payout = held<Payout>(world, caller, 'payout', path['payout'] ?? '', 'payout');
      if (payout.status !== 'pending' || payout.automatic)
        fail(400, null, `Payout ${payout.id} cannot be canceled.`);
      return cancelPayout(world.core, payout.id);
    },
  },
  'POST /v1/payouts/{payout}/reverse': {
    kind: 'one',
    run: (world, caller, path, params) => {
      const payout = held<Payout>(world, caller, 'payout', path['payout'] ?? '', 'payout');
      const { country } = world.core.need<Account>(callerAccount(world.core, caller), 'account');
      if (country !== 'US' && country !== 'CA')
        fail(400, 'payouts_not_allowed', 'Only payouts to US and Canadian banks can be reversed.');
      if (
        payout.status !== 'paid' ||
        payout.amount < 0 ||
        payout.original_payout !== null ||
        payout['reversed_by'] !== null
      ) {
        fail(400, null, `Payout ${payout.id} cannot be reversed.`);
      }
      return reversePayout(world.core, payout.id, mergeMetadata({}, params));
    },
  },
  'GET /v1/topups': {
    kind: 'list',
    run: (world, caller, _path, params) =>
      matching(
        within(within(all<StripeObject>(world, caller, 'topup'), params, 'created'), params, 'amount'),
        params,
        ['status'],
      ),
  },
  'POST /v1/topups': {
    kind: 'one',
    run: (world, caller, _path, params) => {
      const fields = { description: text(params, 'description'), metadata: mergeMetadata({}, params) };
      return makeTopup(
        world.core,
        callerAccount(world.core, caller),
        requiredInt(params, 'amount'),
        currencyOf(params),
        fields,
      );
    },
  },
} satisfies Readonly<Record<string, Operation>>;
