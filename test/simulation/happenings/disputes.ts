import type { Charge, Dispute, Transfer } from '../../../src/simulator/world/objects';
import { withdrawnOf } from '../../../src/simulator/world/disputes';
import type { Dice } from '../dice';
import type { Marketplace, Sold } from '../marketplace';
import type { Happening, Weighted } from './happening';

const disputes: Happening = (market, dice) => {
  const { world, sold } = market;
  const sale = dice.pick(sold);
  if (sale.disputes.length > 0 && dice.chance(0.6)) return null;
  const { amount_refunded: refundedMinor } = world.core.need<Charge>(sale.charge, 'charge');
  // Banks do not ask what went back already: together it may be more than the sale.
  const backMinor = dice.chance(0.25) ? 0 : market.disputedMinor(sale) + refundedMinor;
  const leftMinor = sale.amountMinor - backMinor;
  if (leftMinor <= 0) return null;
  const partial = dice.chance(0.4);
  const id = world.acts.dispute({
    charge: sale.charge,
    amountMinor: partial ? dice.whole(1, leftMinor) : leftMinor,
    feeMinor: dice.pick([0, 1_500, 1_500, 2_000]),
    inquiry: dice.chance(0.15),
  });
  sale.disputes.push(id);
  return `dispute ${id}`;
};

/** What banks and networks do about one dispute, by the state that it is in. */
const disputesGoOn: Happening = (market, dice) => {
  const ids = market.sold.flatMap((sale) => sale.disputes);
  if (ids.length === 0) return null;
  const id = dice.pick(ids);
  const { acts, core } = market.world;
  const withdrawnMinor = withdrawnOf(core, id);
  switch (market.dispute(id).status) {
    case 'warning_needs_response':
    case 'warning_under_review':
      inquiryGoesOn(market, dice, id);
      return `inquiry ${id} ${market.dispute(id).status}`;
    case 'needs_response':
    case 'under_review':
      return openGoesOn(market, dice, id);
    case 'won':
    case 'lost':
      acts.appeal(id);
      return `appeal about ${id}`;
    case 'appeal_needs_response':
    case 'appeal_under_review':
      if (withdrawnMinor > 0) acts.win(id);
      else acts.withdraw(id);
      return `appeal about ${id}: ${market.dispute(id).status}`;
    default:
      return null;
  }
};

function inquiryGoesOn({ world: { acts } }: Marketplace, dice: Dice, id: string): void {
  switch (dice.whole(0, 4)) {
    case 0:
    case 1:
      return acts.withdraw(id, { feeMinor: dice.pick([0, 1_500]) });
    case 2:
    case 3:
      return acts.closeInquiry(id);
    default:
      return acts.prevent(id);
  }
}

function openGoesOn(market: Marketplace, dice: Dice, id: string): string | null {
  const { acts, core } = market.world;
  const withdrawnMinor = withdrawnOf(core, id);
  switch (dice.whole(0, 5)) {
    case 0:
    case 1:
      acts.win(id);
      return `won ${id}`;
    case 2:
      acts.lose(id);
      return `lost ${id}`;
    case 3:
      return contest(market, dice, id);
    case 4:
      if (withdrawnMinor < 2) return null;
      acts.reinstate(id, dice.whole(1, withdrawnMinor - 1));
      return `a part of ${id} reinstated`;
    default:
      if (withdrawnMinor < 2) return null;
      acts.win(id, { amountMinor: dice.whole(1, withdrawnMinor - 1) });
      return `won a part of ${id}`;
  }
}

/** The platform's people say in the dispute's metadata who chose to, where it is not who their policy says. */
function contest(market: Marketplace, dice: Dice, id: string): string {
  const { world, terms } = market;
  const picked = dice.pick(['platform', 'seller'] as const);
  // The metadata have one word for all countered fees of a dispute, so whoever chose first chooses again.
  const by = contestedBy(market, id) ?? picked;
  if (by !== terms.contestedBy) world.core.change<Dispute>(id, { metadata: { recoup_contested_by: by } });
  // Without a received fee the countered one cannot be told from it in the dispute's balance transactions.
  world.acts.contest(id, by, feesOf(market, id) > 0 ? dice.pick([0, 1_500]) : 0);
  return `${id} contested by the ${by}`;
}

function contestedBy(market: Marketplace, id: string): 'platform' | 'seller' | null {
  const { recoup_contested_by: said } = market.dispute(id).metadata as {
    readonly recoup_contested_by?: string;
  };
  if (said === 'platform' || said === 'seller') return said;
  return feesOf(market, id) > 1 ? market.terms.contestedBy : null;
}

const feesOf = (market: Marketplace, id: string): number =>
  market.dispute(id).balance_transactions.filter(({ fee }) => fee > 0).length;

/** Most of what is withdrawn comes back, by way of an appeal where it was lost. */
export function winSome(market: Marketplace, dice: Dice): readonly string[] {
  const { acts, core } = market.world;
  const ids = market.sold.flatMap((sale) => sale.disputes);
  const won = ids.filter((id) => withdrawnOf(core, id) > 0 && dice.chance(0.7));
  for (const id of won) {
    if (market.dispute(id).status === 'lost') acts.appeal(id);
    acts.win(id);
  }
  return won.map((id) => `won ${id}`);
}

/** In the Dashboard, while one dispute of the charge is open: it counts for that dispute. */
const reversesByHand: Happening = (market, dice) => {
  const { world, sold } = market;
  const hasOne = (sale: Sold): boolean =>
    sale.disputes.length === 1 && sale.disputes.every((id) => market.dispute(id).status === 'needs_response');
  const sales = sold.filter((sale) => sale.transfers.length > 0 && hasOne(sale));
  if (sales.length === 0) return null;
  const transfer = dice.pick(dice.pick(sales).transfers);
  const { amount, amount_reversed: reversed } = world.core.need<Transfer>(transfer, 'transfer');
  if (amount - reversed <= 0) return null;
  world.acts.dashboardReversal(transfer, dice.whole(1, amount - reversed));
  return `reversal of ${transfer} in the Dashboard`;
};

export const DISPUTES: Weighted = [
  [5, disputes],
  [7, disputesGoOn],
  [1, reversesByHand],
];
