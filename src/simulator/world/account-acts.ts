import { changeAccountNote, createAccount, deauthorize } from './accounts';
import type { Acts } from './acts-port';
import { addBank, bankFor, setBankBehaviour } from './banks';
import { withoutUndefined } from './blank';
import type { Core } from './core';
import { touchAll } from './ledger';
import type { Account, BankAccount } from './objects';
import type { JsonObject } from './port';
import { meetRequirements, setRequirements } from './requirements';
import { balanceSettings, saveBalanceSettings } from './settings';
import { rejectAccount, setCapability, unrejectAccount } from './standing';

type AccountActs = Pick<
  Acts,
  | 'createSeller'
  | 'replaceBank'
  | 'setBankBehaviour'
  | 'changeSchedule'
  | 'setDebitNegativeBalances'
  | 'setAccountDebitConsent'
  | 'reject'
  | 'unreject'
  | 'deauthorize'
  | 'setCapability'
  | 'setRequirements'
  | 'meetRequirements'
>;

/** What happens to accounts: by the seller, the bank, the platform's people or Stripe. */
export function accountActs(core: Core): AccountActs {
  return {
    createSeller: (input) => createAccount(core, input).id,
    replaceBank: (account, input) => {
      const old = bankFor(
        core,
        account,
        input.currency ?? core.need<Account>(account, 'account').default_currency,
      );
      const bank = addBank(core, account, input);
      if (old !== null)
        core.emit(
          account,
          'account.external_account.updated',
          core.need<BankAccount>(old.id, 'bank_account'),
        );
      core.emit(account, 'account.external_account.created', bank);
      touchAll(core, account);
      return bank.id;
    },
    setBankBehaviour: (account, currency, behaviour) => {
      const bank = bankFor(core, account, currency);
      if (bank === null)
        throw new Error(`${account} has no bank account in ${currency}: give it one with replaceBank`);
      setBankBehaviour(core, bank.id, behaviour);
    },
    changeSchedule: (account, schedule) => {
      const { payments } = balanceSettings(core, account);
      saveBalanceSettings(core, account, {
        ...payments,
        payouts: { ...payments.payouts, schedule: withoutUndefined(schedule as unknown as JsonObject) },
      });
    },
    setDebitNegativeBalances: (account, on) => {
      saveBalanceSettings(core, account, {
        ...balanceSettings(core, account).payments,
        debit_negative_balances: on,
      });
      touchAll(core, account);
    },
    setAccountDebitConsent: (account, consent) =>
      changeAccountNote(core, account, { accountDebitConsent: consent }),
    reject: (account, reason) => {
      rejectAccount(core, account, `rejected.${reason}`);
    },
    unreject: (account) => {
      unrejectAccount(core, account);
    },
    deauthorize: (account) => deauthorize(core, account),
    setCapability: (account, capability, status, options) => {
      setCapability(core, account, capability, status, options);
    },
    setRequirements: (account, input) => setRequirements(core, account, input),
    meetRequirements: (account) => meetRequirements(core, account),
  };
}
