import { accountId, chargeId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import type { Charge, Refund } from '../../../src/simulator/world/objects';
import { requestRefund } from '../../../src/store/refund-requests';
import type { Dice } from '../dice';
import type { Marketplace, Sold } from '../marketplace';
import type { Happening, Weighted } from './happening';

const chargeOf = ({ world }: Marketplace, { charge }: Sold): Charge =>
  world.core.need<Charge>(charge, 'charge');

/** What may still go back to the customer: of one with an open dispute nothing by Stripe's rules. */
const refundableMinor = (market: Marketplace, sale: Sold): number =>
  sale.amountMinor - chargeOf(market, sale).amount_refunded - market.disputedMinor(sale);

/** By command or by the API, one wish under one key, and now and then said twice. */
const asked: Happening = async (market, dice, { driver }) => {
  const sale = dice.pick(market.sold);
  const leftMinor = refundableMinor(market, sale);
  if (leftMinor <= 0) return null;
  const amountMinor = dice.chance(0.5) ? leftMinor : dice.whole(1, leftMinor);
  const [seller] = sale.sellers;
  const request = {
    charge: chargeId(sale.charge),
    account: sale.direct && seller !== undefined ? accountId(seller) : null,
    amountMinor,
    currency: currency(chargeOf(market, sale).currency),
    reason: null,
  };
  const wish = { idempotencyKey: `wish-${dice.next()}`, by: 'ana', request };
  const { db, deps, nowMs } = driver;
  const at = { clockMs: nowMs(), wallMs: nowMs() };
  for (let times = dice.pick([1, 1, 2]); times > 0; times -= 1)
    await db.transaction().execute((tx) => requestRefund(tx, deps.raiseWake, wish, at));
  return `refund of ${amountMinor} of ${sale.charge} asked for`;
};

/** In the Dashboard, with the transfer's part or without it. */
const madeByHand: Happening = (market, dice) => {
  const sale = dice.pick(market.sold);
  const leftMinor = refundableMinor(market, sale);
  if (leftMinor <= 0 || chargeOf(market, sale).disputed) return null;
  const isDestination = sale.transfers.length === 1 && chargeOf(market, sale).transfer !== undefined;
  const reverseTransfer = isDestination && dice.chance(0.5);
  const returnsFee = market.terms.deal.applicationFee === 'return';
  const refund = market.world.acts.refund({
    charge: sale.charge,
    amountMinor: dice.chance(0.5) ? leftMinor : dice.whole(1, leftMinor),
    reverseTransfer,
    refundApplicationFee: returnsFee && (reverseTransfer || sale.direct),
    status: dice.pick(['succeeded', 'succeeded', 'pending', 'requires_action']),
  });
  return `${refund} in the Dashboard${reverseTransfer ? ', with its transfer' : ''}`;
};

/** The customer's bank takes it, sends it back, or it is called off. */
const ends: Happening = (market, dice) => {
  const refunds = market.sold.flatMap((sale) => refundsOf(market, sale));
  const open = refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled');
  if (open.length === 0) return null;
  const refund = dice.pick(open);
  end(market, refund, dice);
  return `${refund.id} ${market.world.core.need<Refund>(refund.id, 'refund').status}`;
};

function end({ world: { acts } }: Marketplace, { id, status }: Refund, dice: Dice): void {
  if (status === 'succeeded') return acts.failRefund(id);
  switch (dice.whole(0, 2)) {
    case 0:
      return acts.failRefund(id);
    case 1:
      return status === 'requires_action' ? acts.cancelRefund(id) : acts.failRefund(id);
    default:
      return acts.succeedRefund(id);
  }
}

function refundsOf({ world: { core } }: Marketplace, { charge }: Sold): readonly Refund[] {
  return core.list<Refund>(core.ownerOf(charge), 'refund').filter((refund) => refund.charge === charge);
}

export const REFUNDS: Weighted = [
  [2, asked],
  [2, madeByHand],
  [2, ends],
];
