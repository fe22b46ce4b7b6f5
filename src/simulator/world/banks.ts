import type { BankBehaviour, BankFailureCode, BankInput } from './acts-port';
import type { Core } from './core';
import type { Account, BankAccount } from './objects';
import type { JsonObject } from './port';

/** What only the bank knows of a bank account. */
interface BankNote extends JsonObject {
  readonly behaviour: BankBehaviour & JsonObject;
  /** Debits that this bank has answered. */
  readonly attempts: number;
  readonly insufficientInRow: number;
}

export function addBank(core: Core, account: string, input: BankInput): BankAccount {
  const holder = core.need<Account>(account, 'account');
  const currency = input.currency ?? holder.default_currency;
  for (const other of banks(core, account)) {
    if (other.currency === currency) core.change(other.id, { default_for_currency: false });
  }
  const id = core.newId('ba');
  const bank = core.add<BankAccount>(account, 'bank_account', id, {
    created: undefined,
    account,
    account_holder_name: null,
    available_payout_methods: ['standard'],
    bank_name: 'STRIPE TEST BANK',
    country: input.country ?? holder.country,
    currency,
    default_for_currency: true,
    fingerprint: `fp${id.slice(3)}`,
    last4: '6789',
    metadata: {},
    routing_number: '110000000',
    status: 'new',
  });
  core.setNote('bank', id, {
    behaviour: input.behaviour ?? { kind: 'works' },
    attempts: 0,
    insufficientInRow: 0,
  });
  showBanks(core, account);
  return bank;
}

/** Bank accounts, newest first. */
export const banks = (core: Core, account: string): BankAccount[] =>
  core.list<BankAccount>(account, 'bank_account');

/** The bank account that payouts and debits of this currency use, whatever its state. */
export function bankFor(core: Core, account: string, currency: string): BankAccount | null {
  return banks(core, account).find((bank) => bank.currency === currency && bank.default_for_currency) ?? null;
}

/** As `bankFor`, where Stripe has not given it up. */
export function usableBank(core: Core, account: string, currency: string): BankAccount | null {
  const bank = bankFor(core, account, currency);
  return bank === null || bank.status === 'errored' ? null : bank;
}

export function setBankBehaviour(core: Core, bank: string, behaviour: BankBehaviour): void {
  const note = core.note<BankNote>('bank', bank);
  core.setNote('bank', bank, { attempts: note?.attempts ?? 0, insufficientInRow: 0, behaviour });
}

interface BankAnswer {
  readonly code: BankFailureCode;
  readonly when: 'after_paid' | 'before_paid';
  /** Null: as the world's switch says. */
  readonly afterBusinessDays: number | null;
}

/** The bank answers a debit: null where it pays. Counts the attempt. */
export function answerDebit(core: Core, bank: string): BankAnswer | null {
  const note = need(core, bank);
  const code = failureOf(note.behaviour, note.attempts);
  const insufficientInRow = code === 'insufficient_funds' ? note.insufficientInRow + 1 : 0;
  core.setNote('bank', bank, { ...note, attempts: note.attempts + 1, insufficientInRow });
  if (code === null) return null;
  const { behaviour } = note;
  if (behaviour.kind !== 'fails') return { code, when: 'after_paid', afterBusinessDays: null };
  return {
    code,
    when: behaviour.when ?? 'after_paid',
    afterBusinessDays: behaviour.returnAfterBusinessDays ?? null,
  };
}

/** Whether money can arrive there: null where it does; else why it does not, and how late the bank says so. */
export function answerPayout(
  core: Core,
  bank: string,
): { readonly code: BankFailureCode; readonly afterPaidBusinessDays: number | null } | null {
  const { behaviour } = need(core, bank);
  switch (behaviour.kind) {
    case 'closed':
      return { code: 'account_closed', afterPaidBusinessDays: null };
    case 'sends_back':
      return { code: behaviour.code, afterPaidBusinessDays: behaviour.afterPaidBusinessDays ?? null };
    case 'refuses':
      return behaviour.code === 'no_account' ? { code: 'no_account', afterPaidBusinessDays: null } : null;
    case 'works':
    case 'fails':
      return null;
  }
}

/** Stripe gives an account up at once, except for `insufficient_funds`, where it allows a few attempts. */
export function bankFailed(core: Core, bank: string, code: BankFailureCode, allowedInRow: number): void {
  if (code === 'insufficient_funds' && need(core, bank).insufficientInRow < allowedInRow) return;
  const before = core.need<BankAccount>(bank, 'bank_account');
  if (before.status === 'errored') return;
  const errored = core.change<BankAccount>(bank, { status: 'errored' });
  showBanks(core, before.account);
  core.emit(before.account, 'account.external_account.updated', errored, { status: before.status });
}

/** Stripe's test numbers and what they stand for; any other number works. */
export function behaviourOfNumber(accountNumber: string): BankBehaviour {
  const code = TEST_NUMBERS[accountNumber];
  if (code === undefined) return { kind: 'works' };
  return code === 'account_closed' ? { kind: 'closed' } : { kind: 'refuses', code };
}

const TEST_NUMBERS: Readonly<Record<string, BankFailureCode>> = {
  '000111111116': 'no_account',
  '000111111113': 'account_closed',
  '000222222227': 'insufficient_funds',
  '000333333335': 'debit_not_authorized',
};

function failureOf(behaviour: BankBehaviour, attempts: number): BankFailureCode | null {
  switch (behaviour.kind) {
    case 'works':
    case 'sends_back':
      return null;
    case 'closed':
      return 'account_closed';
    case 'refuses':
      return behaviour.code;
    case 'fails':
      return behaviour.codes[attempts] ?? null;
  }
}

function need(core: Core, bank: string): BankNote {
  const note = core.note<BankNote>('bank', bank);
  if (note === null) throw new Error(`the world has no bank account ${bank}`);
  return note;
}

/** An Account carries its bank accounts. */
function showBanks(core: Core, account: string): void {
  core.change(account, {
    external_accounts: {
      object: 'list',
      data: banks(core, account),
      has_more: false,
      url: `/v1/accounts/${account}/external_accounts`,
    },
  });
}
