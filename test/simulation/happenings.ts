import { HOUR_MS } from '../../src/domain/clock';
import { whyNotPause, whyNotResolve, whyNotResume } from '../../src/domain/case/may';
import { type ResolutionOutcome, resolvedChoice } from '../../src/domain/case/people';
import type { Transfer } from '../../src/simulator/world/objects';
import { withdrawnOf } from '../../src/simulator/world/disputes';
import { payable } from '../../src/simulator/world/payouts';
import type { Dice } from './dice';
import type { CaseFlow } from './flows';
import type { Marketplace, Sold } from './marketplace';
import type { System } from './system';

/** One thing that somebody does; answers what it was, or null where it makes no sense now. */
type Happening = (market: Marketplace, dice: Dice, system: System) => string | null;

const later: Happening = (market) => {
  market.sell();
  return 'sale';
};

const paysOut: Happening = ({ world, sellers }, dice) => {
  const { account, currency } = dice.pick(sellers);
  if (payable(world.core, account, currency) <= 0) return null;
  world.acts.sellerPaysOut(account, currency);
  return 'payout by hand';
};

const disputes: Happening = (market, dice) => {
  const { world, sold } = market;
  const sale = dice.pick(sold);
  if (sale.disputes.length > 0 && dice.chance(0.7)) return null;
  const disputedMinor = sale.disputes.reduce((sum, id) => sum + market.dispute(id).amount, 0);
  const leftMinor = sale.amountMinor - disputedMinor;
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

const hadFee = (market: Marketplace, id: string): boolean =>
  market.dispute(id).balance_transactions.some(({ fee }) => fee > 0);

/** What banks and networks do about one dispute, by the state that it is in. */
const disputesGoOn: Happening = (market, dice) => {
  const ids = market.sold.flatMap((sale) => sale.disputes);
  if (ids.length === 0) return null;
  const id = dice.pick(ids);
  const { status } = market.dispute(id);
  const { acts, core } = market.world;
  const withdrawnMinor = withdrawnOf(core, id);
  switch (status) {
    case 'warning_needs_response':
    case 'warning_under_review':
      if (dice.chance(0.5)) acts.withdraw(id, { feeMinor: dice.pick([0, 1_500]) });
      else acts.closeInquiry(id);
      return `inquiry ${id} ${market.dispute(id).status}`;
    case 'needs_response':
    case 'under_review':
      switch (dice.whole(0, 4)) {
        case 0:
        case 1:
          acts.win(id);
          return `won ${id}`;
        case 2:
          acts.lose(id);
          return `lost ${id}`;
        case 3:
          // Without a received fee the countered one cannot be told from it in the dispute's balance transactions.
          acts.contest(id, 'platform', hadFee(market, id) ? dice.pick([0, 1_500]) : 0);
          return `contested ${id}`;
        default:
          if (withdrawnMinor < 2) return null;
          acts.reinstate(id, dice.whole(1, withdrawnMinor - 1));
          return `a part of ${id} reinstated`;
      }
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

const topsUp: Happening = ({ world, sellers }, dice) => {
  const { account, currency } = dice.pick(sellers);
  world.acts.topUpSeller(account, dice.whole(500, 30_000), currency);
  return `topup of ${account}`;
};

const bankChanges: Happening = ({ world, sellers }, dice) => {
  const { account, currency } = dice.pick(sellers);
  if (dice.chance(0.6)) {
    world.acts.replaceBank(account, { currency, behaviour: { kind: 'works' } });
    return `new bank of ${account}`;
  }
  world.acts.setBankBehaviour(
    account,
    currency,
    dice.pick([{ kind: 'works' } as const, { kind: 'closed' } as const]),
  );
  return `bank of ${account} changes`;
};

const settingsChange: Happening = ({ world, sellers }, dice) => {
  const { account } = dice.pick(sellers);
  if (dice.chance(0.5)) world.acts.setDebitNegativeBalances(account, dice.chance(0.5));
  else world.acts.changeSchedule(account, { interval: dice.pick(['daily', 'manual']) });
  return `settings of ${account}`;
};

function openCase(system: System, dice: Dice): CaseFlow | null {
  const open = [...system.flows.cases.values()].filter((flow) => !flow.isClosed);
  return open.length === 0 ? null : dice.pick(open);
}

const pauses: Happening = (_market, dice, system) => {
  const flow = openCase(system, dice);
  const atMs = system.driver.nowMs();
  const untilMs = dice.chance(0.7) ? atMs + dice.whole(1, 600) * HOUR_MS : null;
  const until = untilMs === null ? null : new Date(untilMs).toISOString();
  if (flow === null || whyNotPause(flow.now, { by: 'ana', reason: 'contested', until }) !== null) return null;
  const choice = { kind: 'paused', by: 'ana', reason: 'contested', untilMs } as const;
  flow.learn({ kind: 'said', choice, updateId: null, atMs });
  return `pause of ${flow.id}`;
};

const resumes: Happening = (_market, dice, system) => {
  const flow = openCase(system, dice);
  if (flow === null || whyNotResume(flow.now, { by: 'ana' }) !== null) return null;
  const choice = { kind: 'resumed', by: 'ana' } as const;
  flow.learn({ kind: 'said', choice, updateId: null, atMs: system.driver.nowMs() });
  return `resumed ${flow.id}`;
};

const resolves =
  (outcome: ResolutionOutcome): Happening =>
  (_market, dice, system) => {
    const flow = openCase(system, dice);
    if (flow === null || whyNotResolve(flow.now, { by: 'ana', outcome }) !== null) return null;
    const choice = resolvedChoice({ by: 'ana', outcome });
    flow.learn({ kind: 'said', choice, updateId: null, atMs: system.driver.nowMs() });
    return `${outcome} for ${flow.id}`;
  };

const HAPPENINGS: readonly (readonly [weight: number, happening: Happening])[] = [
  [4, later],
  [2, paysOut],
  [5, disputes],
  [7, disputesGoOn],
  [1, reversesByHand],
  [2, topsUp],
  [1, bankChanges],
  [1, settingsChange],
  [1, pauses],
  [1, resumes],
  [1, resolves('waitForClearing')],
  [1, resolves('handled')],
  [1, resolves('keepCollecting')],
];

const MOST_DRAWS = 8;

/** Something happens; answers what. */
export function somethingHappens(market: Marketplace, dice: Dice, system: System): string {
  const lots = HAPPENINGS.flatMap(([weight, happening]) => Array<Happening>(weight).fill(happening));
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const happened = dice.pick(lots)(market, dice, system);
    if (happened !== null) return happened;
  }
  return 'nothing';
}
