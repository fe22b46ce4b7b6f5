import type { Core } from './core';
import type { Switches } from './acts-port';
import type { BalanceSettings } from './objects';
import type { JsonObject } from './port';
import { stripeObject } from './blank';

const DEFAULT_SWITCHES: Switches = {
  reversalBelowZero: true,
  accountDebitBelowZero: false,
  collectionLateDays: 0,
  collectionPercent: 100,
  deauthorizedStatus: 403,
  customDebitsEverywhere: false,
  insufficientFundsAttempts: 3,
  returnAfterBusinessDays: 2,
  platformDebitAfterDays: 0,
  smallestPayoutMinor: 1,
};

export function switches(core: Core): Switches {
  return { ...DEFAULT_SWITCHES, ...core.note('switches', 'world') };
}

export function setSwitches(core: Core, patch: Partial<Switches>): void {
  core.setNote('switches', 'world', { ...core.note('switches', 'world'), ...(patch as JsonObject) });
}

/** How an account's payouts run: Stripe's Balance Settings. */
export function balanceSettings(core: Core, account: string): BalanceSettings {
  const found = core.note<BalanceSettings>('balance_settings', account);
  if (found === null) throw new Error(`the world has no account ${account}`);
  return found;
}

export function createBalanceSettings(
  core: Core,
  account: string,
  input: {
    readonly schedule: JsonObject;
    readonly debitNegativeBalances: boolean;
    readonly delayDays: number;
  },
): void {
  const settings = stripeObject<BalanceSettings>('balance_settings', {
    payments: {
      debit_negative_balances: input.debitNegativeBalances,
      payouts: {
        automatic_transfer_rules_by_currency: null,
        minimum_balance_by_currency: null,
        schedule: input.schedule,
        statement_descriptor: null,
        status: 'enabled',
      },
      settlement_timing: { delay_days: input.delayDays, start_of_day: null },
    },
  });
  core.setNote('balance_settings', account, settings);
}

/** Replaces the payments part, keeps the account's older fields in step, and tells. */
export function saveBalanceSettings(core: Core, account: string, payments: JsonObject): BalanceSettings {
  const before = balanceSettings(core, account);
  const settings = { ...before, payments } as unknown as BalanceSettings;
  core.setNote('balance_settings', account, settings);
  core.change(account, {
    settings: {
      ...(core.store.get(account)?.value['settings'] as JsonObject),
      payouts: payoutSettings(settings),
    },
  });
  core.emit(account, 'balance_settings.updated', settings, { payments: before.payments });
  return settings;
}

/** `settings.payouts` of an Account: the same facts under their first version's names. */
export function payoutSettings(settings: BalanceSettings): JsonObject {
  const { schedule } = settings.payments.payouts;
  return {
    debit_negative_balances: settings.payments.debit_negative_balances,
    schedule: { delay_days: settings.payments.settlement_timing.delay_days, ...schedule },
    statement_descriptor: null,
  };
}
