import type { Currency } from '../money';
import { hard, PASSES, type Found } from './found';
import type { ChargeModel } from './preflight-facts';
import type { AccountRecord } from './record';

/** Stripe would exchange what arrives in a currency that the account does not hold, at a rate that nobody agreed to. */
export function canHold(record: AccountRecord, code: Currency | null): Found {
  if (code === null || record.currencies.includes(code)) return PASSES;
  return hard(
    'currency',
    `the account holds ${named(record.currencies)}, not ${code}`,
    `the seller adds a bank account in ${code}, or the amount comes in a currency that it holds`,
  );
}

/** Stripe's words for a bank account that takes no payouts any more. */
const BROKEN: readonly string[] = ['errored', 'verification_failed'];

/** Somewhere to pay to in that currency. A platform does not see the bank of accounts with a dashboard of their own. */
export function canBePaidOut(record: AccountRecord, code: Currency | null): Found {
  if (code === null) return PASSES;
  if (record.externalAccounts.length === 0) {
    return record.kind === 'standard'
      ? canHold(record, code)
      : noBank('the account has no bank account', code);
  }
  const banks = record.externalAccounts.filter((one) => one.currency === code);
  if (banks.length === 0) return noBank(`no bank account takes ${code}`, code);
  if (banks.some((one) => !BROKEN.includes(one.status))) return PASSES;
  return noBank(`the bank account for ${code} is ${named(banks.map((one) => one.status))}`, code);
}

const noBank = (saw: string, code: Currency): Found =>
  hard('currency', saw, `the seller adds a bank account in ${code}`);

/** Stripe debits an account in its default currency only. */
export function isDefaultCurrency(record: AccountRecord, code: Currency | null): Found {
  if (code === null || record.defaultCurrency === null || record.defaultCurrency === code) return PASSES;
  return hard(
    'currency',
    `the account can be debited in ${record.defaultCurrency}, not in ${code}`,
    'an offset from earnings, or payment outside',
  );
}

/** A direct charge is on the account already, and a destination charge brings its own transfer. */
export function notPaidAlready(model: ChargeModel | null): Found {
  if (model === null || model === 'separate') return PASSES;
  return hard(
    'charge_model',
    `a ${model} charge has brought the account its money already`,
    'nothing: sending it would pay it twice',
  );
}

const named = (words: readonly string[]): string => (words.length === 0 ? 'nothing' : words.join(', '));
