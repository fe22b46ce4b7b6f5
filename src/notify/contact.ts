import type Stripe from 'stripe';
import { assertNever } from '../domain/never';
import { stripeFailure } from '../stripe/errors';
import { NotDelivered } from './channel';

/** What is personal about a seller. It is asked of Stripe when a notice is sent and kept nowhere. */
export interface Contact {
  /** Null where Stripe has none, or does not tell. */
  readonly email: string | null;
  /** Last digits of the bank accounts for payouts, by currency. */
  readonly bankLast4: { readonly [currency: string]: string };
}

export type ContactOf = (account: string) => Promise<Contact>;

const UNKNOWN: Contact = { email: null, bankLast4: {} };

/** Looks sellers up at Stripe. What it returns throws NotDelivered where Stripe cannot be asked now. */
export function createContacts(stripe: Stripe): ContactOf {
  return async (id) => {
    try {
      const account = await stripe.accounts.retrieve(id);
      return { email: account.email, bankLast4: banksOf(account) };
    } catch (error) {
      const failure = stripeFailure(error, false);
      if (failure === null) throw error;
      switch (failure.kind) {
        // Deauthorized or deleted: nobody will ever tell the address.
        case 'unreachable_account':
        case 'missing':
          return UNKNOWN;
        case 'unavailable':
          throw new NotDelivered('Stripe cannot be asked for the address', 'later', failure.retryAfterMs);
        case 'refused':
        case 'other':
          throw new NotDelivered(`Stripe does not tell the address (${failure.code})`, 'later');
        case 'ambiguous':
        case 'idempotency':
        case 'in_use':
          throw new NotDelivered('Stripe did not answer for the address', 'later');
        default:
          return assertNever(failure);
      }
    }
  };
}

function banksOf(account: Stripe.Account): Contact['bankLast4'] {
  const banks = (account.external_accounts?.data ?? []).flatMap((bank) =>
    bank.object === 'bank_account' && bank.default_for_currency === true ? [[bank.currency, bank.last4]] : [],
  );
  return Object.fromEntries(banks) as Contact['bankLast4'];
}
