import {
  balanceCurrency,
  callerAccount,
  consentsToAccountDebits,
  isDeauthorized,
  isPlatformLiable,
  isRejected,
} from '../accounts';
import { country } from '../countries';
import { explainDebit, explainReversal, explainTransfer } from '../explain';
import { available } from '../ledger';
import type { Account, BalanceTransaction, Charge, Transfer, TransferReversal } from '../objects';
import type { JsonObject, Operation, Params, World } from '../port';
import { convert } from '../rates';
import { makeReversal } from '../reversals';
import { switches } from '../settings';
import { makeTransfer } from '../transfers';
import {
  all,
  currencyOf,
  fail,
  flag,
  held,
  int,
  matching,
  mergeMetadata,
  missing,
  required,
  requiredInt,
  text,
  within,
} from './read';

export const transferOperations = {
  'GET /v1/transfers': {
    kind: 'list',
    run: (world, caller, _path, params) =>
      matching(within(all<Transfer>(world, caller, 'transfer'), params, 'created'), params, [
        'destination',
        'transfer_group',
      ]),
  },
  'POST /v1/transfers': {
    kind: 'one',
    run: (world, caller, _path, params) => {
      const owner = callerAccount(world.core, caller);
      return owner === world.platformId ? send(world, params) : debit(world, owner, params);
    },
  },
  'GET /v1/transfers/{transfer}': {
    kind: 'one',
    run: (world, caller, path) => held<Transfer>(world, caller, 'transfer', path['transfer'] ?? ''),
  },
  'POST /v1/transfers/{transfer}': {
    kind: 'one',
    run: (world, caller, path, params) => {
      const before = held<Transfer>(world, caller, 'transfer', path['transfer'] ?? '');
      const description =
        params['description'] === undefined ? before['description'] : text(params, 'description');
      return world.core.change<Transfer>(before.id, {
        description,
        metadata: mergeMetadata(before.metadata, params),
      });
    },
  },
  'GET /v1/transfers/{id}/reversals': {
    kind: 'list',
    run: (world, caller, path) => reversalsOf(held<Transfer>(world, caller, 'transfer', path['id'] ?? '')),
  },
  'GET /v1/transfers/{transfer}/reversals/{id}': {
    kind: 'one',
    run: (world, caller, path) => {
      const transfer = held<Transfer>(world, caller, 'transfer', path['transfer'] ?? '');
      const id = path['id'] ?? '';
      return reversalsOf(transfer).find((reversal) => reversal.id === id) ?? missing('transfer_reversal', id);
    },
  },
  'POST /v1/transfers/{id}/reversals': {
    kind: 'one',
    run: (world, caller, path, params) =>
      reverse(world, held<Transfer>(world, caller, 'transfer', path['id'] ?? ''), params),
  },
} satisfies Readonly<Record<string, Operation>>;

const reversalsOf = (transfer: Transfer): readonly TransferReversal[] =>
  transfer.reversals.data as readonly TransferReversal[];

/** The platform sends money to an account. */
function send(world: World, params: Params) {
  const { core } = world;
  const destination = required(params, 'destination');
  const currency = currencyOf(params);
  const amountMinor = requiredInt(params, 'amount');
  checkReceiver(world, destination);
  const source = text(params, 'source_transaction');
  const group = text(params, 'transfer_group');
  if (source !== null) checkSource(world, source, amountMinor, currency);
  else if (available(core, core.platformId, currency) < amountMinor)
    fail(400, 'balance_insufficient', INSUFFICIENT);
  const landed = makeTransfer(core, {
    owner: core.platformId,
    destination,
    amountMinor,
    currency,
    sourceCharge: source,
    group: group ?? (source === null ? null : core.need<Charge>(source, 'charge').transfer_group),
    metadata: mergeMetadata({}, params),
    description: text(params, 'description'),
    kind: 'transfer',
  });
  explainTransfer(core, landed);
  return landed.transfer;
}

function checkReceiver(world: World, destination: string): void {
  const { core } = world;
  const account = core.get<Account>(destination, 'account');
  if (account === null || account.id === core.platformId || isDeauthorized(core, destination)) {
    return missing('destination', destination, 'destination');
  }
  if (isRejected(account)) {
    fail(
      400,
      'transfers_not_allowed',
      `The account ${destination} was rejected and cannot receive transfers.`,
      'destination',
    );
  }
  if (account.capabilities['transfers'] !== 'active') {
    const needs =
      'Your destination account needs to have at least one of the following capabilities enabled: transfers';
    fail(400, 'capability_not_active', needs, 'destination');
  }
}

function checkSource(world: World, source: string, amountMinor: number, currency: string): void {
  const { core } = world;
  const charge = core.get<Charge>(source, 'charge');
  if (charge === null || core.ownerOf(source) !== core.platformId)
    return missing('charge', source, 'source_transaction');
  const settled = core.need<BalanceTransaction>(charge.balance_transaction, 'balance_transaction');
  if (settled.currency !== currency) {
    fail(
      400,
      'parameter_invalid',
      `The currency of source_transaction's balance transaction (${settled.currency}) must be the same as the transfer currency (${currency})`,
      'source_transaction',
    );
  }
  const sent = core
    .list<Transfer>(core.platformId, 'transfer')
    .filter((transfer) => transfer.source_transaction === source)
    .reduce((sum, transfer) => sum + transfer.amount, 0);
  if (sent + amountMinor > settled.amount) {
    fail(
      400,
      'balance_insufficient',
      `The amount of all transfers with source_transaction ${source} would be more than the charge.`,
      'source_transaction',
    );
  }
}

/** An account debit: the account sends money to its platform. */
function debit(world: World, owner: string, params: Params) {
  const { core } = world;
  const destination = required(params, 'destination');
  const currency = currencyOf(params);
  const amountMinor = requiredInt(params, 'amount');
  const account = core.need<Account>(owner, 'account');
  const platform = core.need<Account>(core.platformId, 'account');
  if (destination !== core.platformId) missing('destination', destination, 'destination');
  if (!isPlatformLiable(account))
    fail(400, 'transfers_not_allowed', 'Only accounts whose losses the platform bears can be debited.');
  if (country(account.country).region !== country(platform.country).region) {
    fail(
      400,
      'transfers_not_allowed',
      'Account debits are not possible between these regions.',
      'destination',
    );
  }
  if (currency !== account.default_currency) {
    fail(
      400,
      'transfers_not_allowed',
      `Account debits must be in the account's default currency (${account.default_currency}).`,
      'currency',
    );
  }
  if (!consentsToAccountDebits(core, owner))
    fail(400, 'debit_not_authorized', 'The account has not authorized debits.');
  if (currency === 'usd' && amountMinor > 10_000_000)
    fail(400, 'amount_too_large', 'Account debits are limited to 100,000 USD.', 'amount');
  if (!switches(core).accountDebitBelowZero && available(core, owner, currency) < amountMinor) {
    fail(400, 'balance_insufficient', INSUFFICIENT);
  }
  const metadata: JsonObject = mergeMetadata({}, params);
  const { transfer } = makeTransfer(core, {
    owner,
    destination,
    amountMinor,
    currency,
    sourceCharge: null,
    group: text(params, 'transfer_group'),
    metadata,
    description: text(params, 'description'),
    kind: 'account_debit',
  });
  explainDebit(core, owner, transfer);
  return transfer;
}

function reverse(world: World, transfer: Transfer, params: Params) {
  const { core } = world;
  const left = transfer.amount - transfer.amount_reversed;
  const amountMinor = int(params, 'amount') ?? left;
  if (left === 0) fail(400, null, `Transfer ${transfer.id} is already fully reversed.`);
  if (amountMinor > left) {
    fail(
      400,
      'parameter_invalid_integer',
      `Reversal amount (${amountMinor}) is greater than unreversed amount on transfer (${left})`,
      'amount',
    );
  }
  const takenIn = balanceCurrency(core, transfer.destination, transfer.currency);
  const takenMinor = convert(core, amountMinor, transfer.currency, takenIn).amountMinor;
  const toPlatform = transfer.destination === core.platformId;
  if (
    (toPlatform || !switches(core).reversalBelowZero) &&
    available(core, transfer.destination, takenIn) < takenMinor
  ) {
    fail(
      400,
      'balance_insufficient',
      'The recipient of the transfer does not have sufficient funds to reverse it.',
    );
  }
  const reversal = makeReversal(core, {
    transfer: transfer.id,
    amountMinor,
    metadata: mergeMetadata({}, params),
    refundApplicationFee: flag(params, 'refund_application_fee'),
    sourceRefund: null,
  });
  explainReversal(core, reversal, transfer);
  return reversal;
}

const INSUFFICIENT =
  'Insufficient funds in Stripe account. In test mode, you can add funds to your available balance by creating a charge with 4000 0000 0000 0077.';
