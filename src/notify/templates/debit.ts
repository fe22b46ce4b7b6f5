import { z } from 'zod';
import { returnRoute, type ReturnRoute } from '../../domain/case/facts';
import { formatMoney } from '../../domain/money';
import { assertNever } from '../../domain/never';
import { amountMinor, caseParams, instantMs } from './params';
import { letter } from './blocks';
import { linkToBankAccount, linkToStatement } from './link-words';
import { formatDate, sellerLetter, template, type Context } from './template';
import { bankInWords, caseLine, mendBankAccount } from './words';

export const debitExpected = template(
  caseParams.extend({ amountMinor, onMs: instantMs }),
  (params, context) => {
    const amount = formatMoney(params.amountMinor, params.currency);
    const day = formatDate(params.onMs, context.timeZone);
    return {
      subject: `${amount} will be debited from your bank account on about ${day}`,
      body: sellerLetter(
        context,
        `Your balance is below zero. ${amount} will be debited from ${bankInWords(params.currency, context)}, on about ${day}.`,
        'Please see that the account covers it. Sales that arrive before that day reduce the amount.',
        linkToStatement(context),
      ),
    };
  },
  { onlyWhileOpen: true },
);

export const debitReturned = template(
  caseParams.extend({
    /** Positive: what the bank gave back. */
    amountMinor,
    /** Stripe's code, or null where it gave none. */
    failureCode: z.string().nullable(),
    /** How many debits of this case have come back so far. */
    returned: z.int().default(1),
  }),
  (params, context) => {
    const amount = formatMoney(params.amountMinor, params.currency);
    if (context.audience === 'seller') {
      return {
        subject: `Your bank returned our debit of ${amount}`,
        body: sellerLetter(
          context,
          `We tried to debit ${amount} from your bank account, and ${whatHappened(params.failureCode)}. You still owe this amount.`,
          whatHelps(returnRoute(params.failureCode), context),
          returnRoute(params.failureCode) === 'new_bank_account' ? linkToBankAccount(context) : null,
          linkToStatement(context),
        ),
      };
    }
    return {
      subject: `Case ${params.caseNumber}: debit ${params.returned} returned (${params.failureCode ?? 'no code'}), ${amount}`,
      body: letter(
        `The bank of ${params.account} returned a debit of ${amount}: ${whatHappened(params.failureCode)}.`,
        whatItAsks(returnRoute(params.failureCode)),
        caseLine(params, context),
      ),
    };
  },
);

/** Ends a sentence that names the debit; the codes are those of payouts, which is what a bank debit is at Stripe. */
function whatHappened(failureCode: string | null): string {
  switch (failureCode) {
    case 'account_closed':
      return 'the bank says that this account is closed';
    case 'no_account':
    case 'invalid_account_number':
    case 'incorrect_account_number':
      return 'the bank does not know this account';
    case 'account_frozen':
    case 'bank_account_restricted':
    case 'bank_account_unusable':
      return 'the bank does not allow debits of this account';
    case 'bank_ownership_changed':
      return 'the account is no longer valid, because the branch now belongs to another bank';
    case 'incorrect_account_holder_name':
      return 'the bank says that the account is in another name';
    case 'incorrect_account_holder_address':
      return 'the bank has another address for the account';
    case 'incorrect_account_holder_tax_id':
      return 'the bank has another tax number for the account';
    case 'invalid_currency':
      return 'the account does not take this currency';
    case 'unsupported_card':
      return 'a card of this kind cannot be debited';
    case 'insufficient_funds':
      return 'there was not enough money in it';
    case 'debit_not_authorized':
      return 'the bank says that the debit was not authorised';
    case 'declined':
      return 'the bank declined it';
    case 'could_not_process':
      return 'the bank could not process it';
    case null:
    default:
      return 'the bank returned it';
  }
}

function whatHelps(route: ReturnRoute, context: Context): string {
  switch (route) {
    case 'new_bank_account':
      return `What helps is a new bank account. ${mendBankAccount(context.account, context.platform)}`;
    case 'a_date':
      return 'The debit will be tried again. Please see that the account covers it, or answer this message with the day on which it will.';
    case 'a_person':
      return 'Please answer this message: a person will look at it with you. Until then we ask nothing more of your bank.';
    default:
      return assertNever(route);
  }
}

function whatItAsks(route: ReturnRoute): string {
  switch (route) {
    case 'new_bank_account':
      return 'The seller was asked for a new bank account; Stripe debits again when there is one.';
    case 'a_date':
      return 'Stripe will try again by itself; the seller was asked when the account will cover it.';
    case 'a_person':
      return 'A person should speak with the seller before anything is tried again.';
    default:
      return assertNever(route);
  }
}
