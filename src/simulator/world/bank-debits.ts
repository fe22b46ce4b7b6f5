import { isDeauthorized, isRejected } from './accounts';
import { answerDebit, bankFailed, usableBank } from './banks';
import { addBusinessDays } from './business-days';
import { negativeSince, startNegative } from './collection';
import type { Core } from './core';
import { country, DEBIT_CLEARS_BUSINESS_DAYS } from './countries';
import { move, placeOf } from './economic-book';
import { available, post, releaseLot } from './ledger';
import type { Account, BankAccount, Payout } from './objects';
import { bankPlace, failPayout } from './payouts';
import type { JsonObject } from './port';
import { forget, keep } from './reserve';
import { balanceSettings, switches } from './settings';

const RESERVE_KEPT_BUSINESS_DAYS = 3;

/** The state of Stripe's automatic debits of one account and currency. */
interface Debiting extends JsonObject {
  /** Place on the calendar of the next attempt. */
  readonly dueKey: string | null;
  /** The debit under way. */
  readonly payout: string | null;
}

/** When an account is below zero and its bank can be debited, Stripe plans a debit. */
export function followDebit(core: Core, account: string, currency: string): void {
  const debiting = note(core, account, currency);
  if (debiting.payout !== null || debiting.dueKey !== null) return;
  if (available(core, account, currency) >= 0) return;
  const afterDays = debitDelay(core, account);
  if (afterDays === null || bankToDebit(core, account, currency) === null) return;
  const dueKey = core.schedule(addBusinessDays(core.nowMs, afterDays), { kind: 'debit', account, currency });
  save(core, account, currency, { dueKey, payout: null });
}

/** The day has come: Stripe looks again and debits what is missing now. */
export function createDebit(core: Core, account: string, currency: string): void {
  save(core, account, currency, { dueKey: null, payout: null });
  const owedMinor = -available(core, account, currency);
  const bank = bankToDebit(core, account, currency);
  if (owedMinor <= 0 || bank === null || debitDelay(core, account) === null) return;
  const id = core.newId('po');
  const postsMs = addBusinessDays(core.nowMs, DEBIT_CLEARS_BUSINESS_DAYS);
  const transaction = post(core, account, {
    type: 'payout',
    amount: owedMinor,
    currency,
    source: id,
    availableAtMs: postsMs,
    releasedByCaller: true,
    description: 'STRIPE DEBIT',
  });
  move(core, 'bank_debit', bankPlace(core, account), placeOf(core, account), owedMinor, currency, id);
  const payout = core.add<Payout>(account, 'payout', id, {
    amount: -owedMinor,
    arrival_date: Math.floor(postsMs / 1000),
    automatic: true,
    balance_transaction: transaction.id,
    currency,
    description: 'STRIPE DEBIT',
    destination: bank.id,
    metadata: {},
    method: 'standard',
    original_payout: null,
    reconciliation_status: 'not_applicable',
    source_type: 'card',
    status: 'pending',
    type: 'bank_account',
  });
  save(core, account, currency, { dueKey: null, payout: id });
  core.schedule(postsMs, { kind: 'debit_posts', payout: id });
  core.emit(account, 'payout.created', payout);
}

/** The debit clears (perhaps not for good), or the bank refuses it. */
export function debitPosts(core: Core, id: string): void {
  const payout = core.need<Payout>(id, 'payout');
  const { currency } = payout;
  const account = core.ownerOf(id);
  const owedMinor = Math.max(0, -available(core, account, currency));
  const sinceMs = negativeSince(core, account, currency);
  releaseLot(core, payout.balance_transaction);
  save(core, account, currency, { dueKey: null, payout: null });
  const failure = answerDebit(core, payout.destination);
  if (failure?.when === 'before_paid') {
    failPayout(core, id, failure.code);
    bankFailed(core, payout.destination, failure.code, switches(core).insufficientFundsAttempts);
    return;
  }
  keep(core, account, currency, id, Math.min(owedMinor, -payout.amount));
  core.setNote('debited', id, { code: failure?.code ?? null, sinceMs });
  core.schedule(addBusinessDays(core.nowMs, RESERVE_KEPT_BUSINESS_DAYS), {
    kind: 'reserve_release',
    account,
    currency,
    payout: id,
  });
  core.emit(account, 'payout.paid', core.change<Payout>(id, { status: 'paid' }));
  if (failure !== null) {
    core.schedule(
      addBusinessDays(core.nowMs, failure.afterBusinessDays ?? switches(core).returnAfterBusinessDays),
      {
        kind: 'debit_returns',
        payout: id,
      },
    );
  }
}

/** A debit that had been paid comes back. */
export function debitReturns(core: Core, id: string): void {
  const { currency, destination } = core.need<Payout>(id, 'payout');
  const account = core.ownerOf(id);
  const { code, sinceMs } = core.note<{ code: 'insufficient_funds'; sinceMs: number | null }>(
    'debited',
    id,
  ) ?? { code: 'insufficient_funds', sinceMs: null };
  failPayout(core, id, code);
  forget(core, account, currency, id);
  if (
    available(core, account, currency) < 0 &&
    negativeSince(core, account, currency) === null &&
    sinceMs !== null
  ) {
    startNegative(core, account, currency, sinceMs);
  }
  bankFailed(core, destination, code, switches(core).insufficientFundsAttempts);
}

/** Business days until Stripe debits this account's bank; null where it does not. */
function debitDelay(core: Core, id: string): number | null {
  const account = core.need<Account>(id, 'account');
  if (!balanceSettings(core, id).payments.debit_negative_balances) return null;
  if (isDeauthorized(core, id) && account.type === 'standard') return null;
  const custom = account.controller.requirement_collection === 'application';
  const anyType = account.country === 'US' || account.country === 'CA';
  if (custom && !anyType && !switches(core).customDebitsEverywhere) return null;
  return isRejected(account) && custom ? null : country(account.country).debitAfterBusinessDays;
}

const bankToDebit = (core: Core, account: string, currency: string): BankAccount | null =>
  usableBank(core, account, currency);

function note(core: Core, account: string, currency: string): Debiting {
  return core.note<Debiting>('debiting', `${account}|${currency}`) ?? { dueKey: null, payout: null };
}

function save(core: Core, account: string, currency: string, debiting: Debiting): void {
  core.setNote('debiting', `${account}|${currency}`, debiting);
}
