import { connectedAccounts, isDeauthorized } from './accounts';
import type { BankFailureCode } from './acts-port';
import { answerPayout, bankFailed, usableBank } from './banks';
import { addBusinessDays, isBusinessDay } from './business-days';
import type { Core } from './core';
import { move, placeOf } from './economic-book';
import type { Place } from './economic-book';
import { available, balances, post } from './ledger';
import type { Account, Payout } from './objects';
import type { JsonObject } from './port';
import { balanceSettings } from './settings';

const ARRIVES_AFTER_BUSINESS_DAYS = 2;

/** The bank that a holder's payouts reach. */
export const bankPlace = (core: Core, owner: string): Place =>
  owner === core.platformId ? 'platform:bank' : `bank:${owner}`;

export interface PayoutInput {
  readonly owner: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly automatic: boolean;
  readonly description?: string | null;
}

/** Money leaves for the bank at once and arrives later. Whether there is any is the caller's to know. */
export function makePayout(core: Core, input: PayoutInput): Payout {
  const { owner, amountMinor, currency } = input;
  const id = core.newId('po');
  const arrivesMs = addBusinessDays(core.nowMs, ARRIVES_AFTER_BUSINESS_DAYS);
  const transaction = post(core, owner, {
    type: 'payout',
    amount: -amountMinor,
    currency,
    source: id,
    description: 'STRIPE PAYOUT',
  });
  move(core, 'payout', placeOf(core, owner), bankPlace(core, owner), amountMinor, currency, id);
  const payout = core.add<Payout>(owner, 'payout', id, {
    amount: amountMinor,
    arrival_date: Math.floor(arrivesMs / 1000),
    automatic: input.automatic,
    balance_transaction: transaction.id,
    currency,
    description: input.description ?? null,
    destination: usableBank(core, owner, currency)?.id ?? null,
    metadata: {},
    method: 'standard',
    original_payout: null,
    reconciliation_status: input.automatic ? 'completed' : 'not_applicable',
    source_type: 'card',
    status: 'pending',
    type: 'bank_account',
  });
  core.schedule(arrivesMs, { kind: 'payout_arrives', payout: id });
  core.emit(owner, 'payout.created', payout);
  return payout;
}

/** The bank takes the money, or sends it back. */
export function payoutArrives(core: Core, id: string): void {
  const payout = core.need<Payout>(id, 'payout');
  if (payout.status !== 'pending') return;
  const takesIn = payout.amount > 0 && core.note('bank', payout.destination) !== null;
  const refused = takesIn ? answerPayout(core, payout.destination) : null;
  const late = refused?.afterPaidBusinessDays ?? null;
  if (refused !== null && late === null) return payoutReturns(core, id, refused.code);
  core.emit(core.ownerOf(id), 'payout.paid', core.change<Payout>(id, { status: 'paid' }));
  if (refused !== null && late !== null)
    core.schedule(addBusinessDays(core.nowMs, late), {
      kind: 'payout_returns',
      payout: id,
      code: refused.code,
    });
}

/** The bank sends the money back, perhaps days after it was paid, and gets no more until it is replaced. */
export function payoutReturns(core: Core, id: string, code: BankFailureCode): void {
  failPayout(core, id, code);
  bankFailed(core, core.need<Payout>(id, 'payout').destination, code, 1);
}

/** The money is back in the balance. Works for payouts and, with the signs turned, for debits. */
export function failPayout(core: Core, id: string, code: string): Payout {
  const { amount, currency } = core.need<Payout>(id, 'payout');
  const owner = core.ownerOf(id);
  const transaction = post(core, owner, {
    type: 'payout_failure',
    amount,
    currency,
    source: id,
    description: 'STRIPE PAYOUT FAILURE',
  });
  const stripe = placeOf(core, owner);
  const bank = bankPlace(core, owner);
  move(
    core,
    amount > 0 ? 'payout_failure' : 'bank_debit_return',
    amount > 0 ? bank : stripe,
    amount > 0 ? stripe : bank,
    Math.abs(amount),
    currency,
    id,
  );
  const failed = core.change<Payout>(id, {
    failure_balance_transaction: transaction.id,
    failure_code: code,
    failure_message: MESSAGES[code] ?? 'The bank refused it.',
    status: 'failed',
  });
  core.emit(owner, 'payout.failed', failed);
  return failed;
}

/** The money never left. */
export function cancelPayout(core: Core, id: string): Payout {
  const { amount, currency } = core.need<Payout>(id, 'payout');
  const owner = core.ownerOf(id);
  const transaction = post(core, owner, { type: 'payout_cancel', amount, currency, source: id });
  move(core, 'payout_cancel', bankPlace(core, owner), placeOf(core, owner), amount, currency, id);
  const canceled = core.change<Payout>(id, {
    failure_balance_transaction: transaction.id,
    status: 'canceled',
  });
  core.emit(owner, 'payout.canceled', canceled);
  return canceled;
}

/** Asks the bank for a paid payout back: a payout with a negative amount that names the original. */
export function reversePayout(core: Core, id: string, metadata: JsonObject): Payout {
  const original = core.need<Payout>(id, 'payout');
  const owner = core.ownerOf(id);
  const { amount, currency, destination } = original;
  const reversal = core.newId('po');
  const arrivesMs = addBusinessDays(core.nowMs, ARRIVES_AFTER_BUSINESS_DAYS);
  const transaction = post(core, owner, {
    type: 'payout',
    amount,
    currency,
    source: reversal,
    availableAtMs: arrivesMs,
  });
  move(core, 'payout_reversal', bankPlace(core, owner), placeOf(core, owner), amount, currency, reversal);
  const made = core.add<Payout>(owner, 'payout', reversal, {
    amount: -amount,
    arrival_date: Math.floor(arrivesMs / 1000),
    automatic: false,
    balance_transaction: transaction.id,
    currency,
    destination,
    metadata,
    method: 'standard',
    original_payout: id,
    reconciliation_status: 'not_applicable',
    source_type: 'card',
    status: 'pending',
    type: 'bank_account',
  });
  core.change(id, { reversed_by: reversal });
  core.schedule(arrivesMs, { kind: 'payout_arrives', payout: reversal });
  core.emit(owner, 'payout.created', made);
  return made;
}

/** Once a day Stripe pays out by each account's schedule; accounts that are negative or shut get nothing. */
export function payOutBySchedule(core: Core): void {
  if (!isBusinessDay(core.nowMs)) return;
  for (const account of connectedAccounts(core)) {
    if (!paysToday(core, account)) continue;
    for (const { currency, availableMinor } of balances(core, account)) {
      const keep =
        balanceSettings(core, account).payments.payouts.minimum_balance_by_currency?.[currency] ?? 0;
      const amountMinor = availableMinor - keep;
      if (amountMinor > 0 && usableBank(core, account, currency) !== null) {
        makePayout(core, { owner: account, amountMinor, currency, automatic: true });
      }
    }
  }
}

function paysToday(core: Core, account: string): boolean {
  if (!core.need<Account>(account, 'account').payouts_enabled || isDeauthorized(core, account)) return false;
  if (balances(core, account).some(({ availableMinor }) => availableMinor < 0)) return false;
  const { schedule } = balanceSettings(core, account).payments.payouts;
  const today = new Date(core.nowMs);
  switch (schedule.interval) {
    case 'manual':
      return false;
    case 'daily':
      return true;
    case 'weekly':
      return ((schedule['weekly_payout_days'] as readonly string[] | undefined) ?? ['monday']).includes(
        WEEKDAYS[today.getUTCDay()] ?? '',
      );
    case 'monthly':
      return ((schedule['monthly_payout_days'] as readonly number[] | undefined) ?? [1]).includes(
        today.getUTCDate(),
      );
  }
}

/** What can be paid out, minor units. */
export const payable = (core: Core, owner: string, currency: string): number =>
  Math.max(0, available(core, owner, currency));

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const MESSAGES: Readonly<Record<string, string>> = {
  account_closed: 'The bank account has been closed.',
  account_frozen: 'The bank account has been frozen.',
  bank_account_restricted: 'The bank account has restrictions on its use.',
  bank_ownership_changed: 'The bank account has changed hands.',
  could_not_process: 'The bank could not process this payout.',
  declined: 'The bank has declined this transfer.',
  debit_not_authorized: 'Debit transactions are not approved on the bank account.',
  incorrect_account_holder_name: 'The name of the account holder is not the one that the bank has.',
  invalid_account_number: 'The routing number seems correct, but the account number is invalid.',
  invalid_currency: 'The bank account does not take this currency.',
  insufficient_funds: 'The bank account has insufficient funds to cover the debit.',
  no_account: 'The bank account could not be located.',
};
