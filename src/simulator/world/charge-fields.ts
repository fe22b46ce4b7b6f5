import { stripeObject } from './blank';
import type { JsonObject } from './port';

/** What all successful charges share. Billing and card details are not modelled: the card is Stripe's test card. */
export function chargeFields(amountMinor: number, currency: string): JsonObject {
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
    paid: true,
    payment_method_details: TEST_CARD,
    refunded: false,
    status: 'succeeded',
  };
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
