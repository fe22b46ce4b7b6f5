import { callerAccount } from '../accounts';
import { balanceObject } from '../balance-object';
import { touchAll } from '../ledger';
import type { BalanceTransaction, Payout } from '../objects';
import type { JsonObject, Operation } from '../port';
import { balanceSettings, saveBalanceSettings } from '../settings';
import { all, group, held, matching, within } from './read';

export const balanceOperations = {
  'GET /v1/balance': {
    kind: 'one',
    run: (world, caller) => balanceObject(world.core, callerAccount(world.core, caller)),
  },
  'GET /v1/balance_transactions': {
    kind: 'list',
    run: (world, caller, _path, params) => {
      const found = matching(
        within(all<BalanceTransaction>(world, caller, 'balance_transaction'), params, 'created'),
        params,
        ['currency', 'source', 'type'],
      );
      const payout = params['payout'];
      if (typeof payout !== 'string') return found;
      const { id } = held<Payout>(world, caller, 'payout', payout, 'payout');
      return found.filter((transaction) => transaction.source === id);
    },
  },
  'GET /v1/balance_transactions/{id}': {
    kind: 'one',
    run: (world, caller, path) =>
      held<BalanceTransaction>(world, caller, 'balance_transaction', path['id'] ?? ''),
  },
  'GET /v1/balance_settings': {
    kind: 'one',
    run: (world, caller) => balanceSettings(world.core, callerAccount(world.core, caller)),
  },
  'POST /v1/balance_settings': {
    kind: 'one',
    run: (world, caller, _path, params) => {
      const account = callerAccount(world.core, caller);
      const before = balanceSettings(world.core, account);
      const payments = group(params, 'payments');
      if (payments === null) return before;
      touchAll(world.core, account);
      return saveBalanceSettings(world.core, account, merge(before.payments, payments));
    },
  },
} satisfies Readonly<Record<string, Operation>>;

function merge(before: JsonObject, given: JsonObject): JsonObject {
  const payouts = group(before, 'payouts') ?? {};
  const newPayouts = group(given, 'payouts') ?? {};
  const timing = group(before, 'settlement_timing') ?? {};
  const newTiming = group(given, 'settlement_timing') ?? {};
  const override = newTiming['delay_days_override'];
  return {
    debit_negative_balances: given['debit_negative_balances'] ?? before['debit_negative_balances'],
    payouts: {
      ...payouts,
      ...(newPayouts['statement_descriptor'] === undefined
        ? {}
        : { statement_descriptor: newPayouts['statement_descriptor'] }),
      minimum_balance_by_currency: minimums(payouts, newPayouts),
      schedule: schedule(group(payouts, 'schedule') ?? {}, group(newPayouts, 'schedule')),
    },
    settlement_timing:
      typeof override === 'number'
        ? { ...timing, delay_days: override, delay_days_override: override }
        : timing,
  };
}

/** A new interval drops the days of the old one. */
function schedule(before: JsonObject, given: JsonObject | null): JsonObject {
  if (given === null) return before;
  return given['interval'] === undefined || given['interval'] === before['interval']
    ? { ...before, ...given }
    : given;
}

function minimums(before: JsonObject, given: JsonObject): JsonObject | null {
  const old = group(before, 'minimum_balance_by_currency');
  if (given['minimum_balance_by_currency'] === '') return null;
  const changed = group(given, 'minimum_balance_by_currency');
  if (changed === null) return old;
  const kept = Object.entries({ ...old, ...changed }).filter(([, value]) => value !== '');
  return kept.length === 0 ? null : Object.fromEntries(kept);
}
