import { callerAccount, isDeauthorized, isRejected } from '../accounts';
import { explainTransfer } from '../explain';
import { available } from '../ledger';
import type { Account, BalanceTransaction, Charge, Transfer, TransferReversal } from '../objects';
import type { Operation, Params, World } from '../port';
import { makeTransfer } from '../transfers';
import { debitAccount } from './account-debits';
import {
  all,
  currencyOf,
  fail,
  held,
  INSUFFICIENT,
  matching,
  mergeMetadata,
  missing,
  required,
  requiredInt,
  text,
  within,
} from './read';
import { reverseTransfer } from './reversals';

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
      return owner === world.platformId ? send(world, params) : debitAccount(world, owner, params);
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
      reverseTransfer(world, held<Transfer>(world, caller, 'transfer', path['id'] ?? ''), params),
  },
} satisfies Readonly<Record<string, Operation>>;

const reversalsOf = (transfer: Transfer): readonly TransferReversal[] =>
  transfer.reversals.data as readonly TransferReversal[];

/** The platform sends money to an account. */
function send(world: World, params: Params): Transfer {
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
