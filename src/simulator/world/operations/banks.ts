import { readableAccount } from '../accounts';
import { addBank, banks } from '../banks';
import { touchAll } from '../ledger';
import type { BankAccount } from '../objects';
import type { Operation } from '../port';
import { bankInput } from './accounts';
import { fail, mergeMetadata, missing } from './read';
import type { JsonObject, World } from '../port';

export const bankOperations = {
  'GET /v1/accounts/{account}/external_accounts': {
    kind: 'list',
    run: (world, _caller, path, params) => {
      const { id } = readableAccount(world.core, path['account'] ?? '');
      return params['object'] === 'card' ? [] : banks(world.core, id);
    },
  },
  'POST /v1/accounts/{account}/external_accounts': {
    kind: 'one',
    run: (world, _caller, path, params) => {
      const { id } = readableAccount(world.core, path['account'] ?? '');
      const input =
        bankInput(params) ??
        fail(400, 'parameter_missing', 'Missing required param: external_account.', 'external_account');
      const bank = addBank(world.core, id, input);
      touchAll(world.core, id);
      world.core.emit(id, 'account.external_account.created', bank);
      return bank;
    },
  },
  'GET /v1/accounts/{account}/external_accounts/{id}': {
    kind: 'one',
    run: (world, _caller, path) => bankOf(world, path['account'] ?? '', path['id'] ?? ''),
  },
  'POST /v1/accounts/{account}/external_accounts/{id}': {
    kind: 'one',
    run: (world, _caller, path, params) => {
      const bank = bankOf(world, path['account'] ?? '', path['id'] ?? '');
      const metadata = mergeMetadata((bank['metadata'] as JsonObject | null) ?? {}, params);
      const after = world.core.change<BankAccount>(bank.id, { metadata });
      world.core.emit(bank.account, 'account.external_account.updated', after);
      return after;
    },
  },
} satisfies Readonly<Record<string, Operation>>;

function bankOf(world: World, account: string, id: string): BankAccount {
  readableAccount(world.core, account);
  const bank = world.core.get<BankAccount>(id, 'bank_account');
  return bank === null || bank.account !== account ? missing('external_account', id) : bank;
}
