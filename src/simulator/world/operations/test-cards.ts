import type { Core } from '../core';
import { openDispute } from '../disputes';
import { warnOfFraud } from '../fraud-warnings';
import type { RefundBehaviour } from '../refunds';
import { StripeFailure } from '../port';

/** What Stripe's documentation says of a test card; the others simply pay. */
interface TestCard {
  readonly availableNow?: true;
  readonly declined?: true;
  readonly refunds?: RefundBehaviour;
  readonly then?: (core: Core, charge: string) => void;
}

/** By card number and by the name that follows `tok_` or `pm_card_` (docs.stripe.com/testing). */
const CARDS: readonly (readonly [number: string, name: string, card: TestCard])[] = [
  ['4000000000000077', 'bypassPending', { availableNow: true }],
  ['4000000000000002', 'chargeDeclined', { declined: true }],
  ['4000000000000259', 'createDispute', { then: (core, charge) => openDispute(core, { charge }) }],
  [
    '4000000000002685',
    'createDisputeProductNotReceived',
    { then: (core, charge) => openDispute(core, { charge, reason: 'product_not_received' }) },
  ],
  [
    '4000000000001976',
    'createDisputeInquiry',
    { then: (core, charge) => openDispute(core, { charge, inquiry: true }) },
  ],
  ['4000000000005423', 'createIssuerFraudRecord', { then: (core, charge) => warnOfFraud(core, { charge }) }],
  ['4000000000007726', 'pendingRefund', { refunds: 'succeeds_later' }],
  ['4000000000005126', 'refundFail', { refunds: 'fails_later' }],
];

/** The test card behind a number, a token or a payment method. */
export function testCard(given: string): TestCard {
  const name = given.replace(/^(tok_|pm_card_)/, '');
  return CARDS.find(([number, called]) => given === number || name === called)?.[2] ?? {};
}

/** @throws StripeFailure where the card is one that is declined. */
export function refuseDeclined(card: TestCard): void {
  if (card.declined) throw new StripeFailure(402, 'card_error', 'card_declined', 'Your card was declined.');
}
