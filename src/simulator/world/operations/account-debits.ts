import { consentsToAccountDebits, isPlatformLiable } from '../accounts';
import { country } from '../countries';
import { explainDebit } from '../explain';
import { available } from '../ledger';
import type { Account, Transfer } from '../objects';
import type { Params, World } from '../port';
import { switches } from '../settings';
import { makeTransfer } from '../transfers';
import { currencyOf, fail, INSUFFICIENT, mergeMetadata, missing, required, requiredInt, text } from './read';

const MOST_USD_MINOR = 10_000_000;

/** An account debit: the account sends money to its platform. @throws StripeFailure where Stripe refuses it. */
export function debitAccount(world: World, owner: string, params: Params): Transfer {
  const { core } = world;
  const destination = required(params, 'destination');
  const currency = currencyOf(params);
  const amountMinor = requiredInt(params, 'amount');
  const account = core.need<Account>(owner, 'account');
  const platform = core.need<Account>(core.platformId, 'account');
  if (destination !== core.platformId) missing('destination', destination, 'destination');
  if (!isPlatformLiable(account))
    fail(400, 'transfers_not_allowed', 'Only accounts whose losses the platform bears can be debited.');
  if (country(account.country).region !== country(platform.country).region) {
    fail(
      400,
      'transfers_not_allowed',
      'Account debits are not possible between these regions.',
      'destination',
    );
  }
  if (currency !== account.default_currency) {
    fail(
      400,
      'transfers_not_allowed',
      `Account debits must be in the account's default currency (${account.default_currency}).`,
      'currency',
    );
  }
  if (!consentsToAccountDebits(core, owner))
    fail(400, 'debit_not_authorized', 'The account has not authorized debits.');
  if (currency === 'usd' && amountMinor > MOST_USD_MINOR)
    fail(400, 'amount_too_large', 'Account debits are limited to 100,000 USD.', 'amount');
  if (!switches(core).accountDebitBelowZero && available(core, owner, currency) < amountMinor) {
    fail(400, 'balance_insufficient', INSUFFICIENT);
  }
  const { transfer } = makeTransfer(core, {
    owner,
    destination,
    amountMinor,
    currency,
    sourceCharge: null,
    group: text(params, 'transfer_group'),
    metadata: mergeMetadata({}, params),
    description: text(params, 'description'),
    kind: 'account_debit',
  });
  explainDebit(core, owner, transfer);
  return transfer;
}
