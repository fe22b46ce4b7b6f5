import { stripeObject } from './blank';
import type { JsonObject } from './port';

/** What a charge is made with: a card, or a debit of the customer's bank, which takes days and may fail. */
export type PaidBy = 'card' | 'bank_debit';

/** What all charges share. Billing and card details are not modelled: the card is Stripe's test card. */
export function chargeFields(amountMinor: number, currency: string, paidBy: PaidBy = 'card'): JsonObject {
  const byCard = paidBy === 'card';
  return {
    amount: amountMinor,
    amount_captured: amountMinor,
    amount_refunded: 0,
    captured: true,
    currency,
    disputed: false,
    livemode: false,
    metadata: {},
    outcome: OUTCOME,
    paid: byCard,
    payment_method_details: byCard ? TEST_CARD : bankDebit(currency),
    refunded: false,
    status: byCard ? 'succeeded' : 'pending',
  };
}

/** In euro a SEPA debit, else an ACH debit. */
function bankDebit(currency: string): JsonObject {
  const type = currency === 'eur' ? 'sepa_debit' : 'us_bank_account';
  return { type, [type]: stripeObject(`payment_method_details_${type}`, { last4: '6789' }) };
}

const OUTCOME = stripeObject('charge_outcome', {
  network_status: 'approved_by_network',
  risk_level: 'normal',
  seller_message: 'Payment complete.',
  type: 'authorized',
});

const TEST_CARD = {
  type: 'card',
  card: stripeObject('payment_method_details_card', {
    brand: 'visa',
    exp_month: 12,
    exp_year: 2034,
    last4: '4242',
  }),
};
