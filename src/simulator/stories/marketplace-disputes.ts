import type { SaleInput } from '../world/acts-port';
import { ROLES } from './marketplace-cast';
import { destination, direct, disputed, loses, money, resolvedRapidly, sells } from './marketplace-lines';
import { line, type StoryLine } from './story';

/** Disputes: lost, won, won in part, appealed, contested; of one seller and of many; in all three charge models. */
export function disputes(): StoryLine[] {
  return [
    ...lostAndDebited(),
    ...wonAndGivenBack(),
    ...sharedSale(),
    ...fannedOut(),
    ...wonInPartThenAppealed(),
    ...countered(),
    ...stripeBears(),
    ...directAndLiable(),
  ];
}

function lostAndDebited(): StoryLine[] {
  return [
    sells([1, 10], 'ada', destination('ada', 'ch_ada_vases', 48_000, 'usd'), 'a set of vases'),
    disputed([6, 9], 'ada', 'dp_ada_vases', 'ch_ada_vases', 48_000, 'usd', 1_500, 'the parcel never came'),
    loses([20, 9], 'ada', 'dp_ada_vases'),
    sells([26, 10], 'ada', destination('ada', 'ch_ada_bowls', 21_000, 'usd'), 'bowls'),
  ];
}

function wonAndGivenBack(): StoryLine[] {
  const { account } = ROLES.brixton;
  return [
    sells([2, 9], 'brixton', destination('brixton', 'ch_brixton_tandem', 35_000, 'gbp'), 'a used tandem'),
    disputed(
      [9, 9],
      'brixton',
      'dp_brixton',
      'ch_brixton_tandem',
      35_000,
      'gbp',
      2_000,
      'the buyer says: fraud',
    ),
    line(
      [12, 14],
      account,
      'contest',
      ['dp_brixton', 'platform', 0],
      'The platform sends the signed delivery note of Brixton Bikes as evidence.',
    ),
    line(
      [48, 9],
      account,
      'win',
      ['dp_brixton'],
      `Brixton Bikes wins: ${money(35_000, 'gbp')} returns to the platform and is the seller’s again.`,
    ),
  ];
}

function sharedSale(): StoryLine[] {
  const sale: SaleInput = {
    id: 'ch_breakfast',
    model: 'separate',
    amountMinor: 24_000,
    currency: 'eur',
    transferGroup: 'order_breakfast',
    parts: [
      { seller: ROLES.kranz.account, amountMinor: 15_000, id: 'tr_breakfast_kranz' },
      { seller: ROLES.dorn.account, amountMinor: 7_000, id: 'tr_breakfast_dorn' },
    ],
  };
  return [
    line(
      [3, 8],
      ROLES.kranz.account,
      'sale',
      [sale],
      `Café Kranz and Dorn & Sohn sell one breakfast for ${money(24_000, 'eur')} together: ` +
        `${money(15_000, 'eur')} and ${money(7_000, 'eur')} are theirs.`,
    ),
    resolvedRapidly(
      [10, 9],
      'kranz',
      'dp_breakfast',
      'ch_breakfast',
      12_000,
      'eur',
      'half of the breakfast was missing',
    ),
    line(
      [30, 9],
      ROLES.kranz.account,
      'sellerPaysOut',
      [ROLES.kranz.account, 'eur'],
      'Café Kranz pays out by hand what it has.',
    ),
  ];
}

/** One charge, five sellers; what is taken back by hand before and meanwhile is not taken again. */
function fannedOut(): StoryLine[] {
  const part = (who: 'oakley' | 'penrose' | 'ada' | 'harbour' | 'wren', amountMinor: number) => ({
    seller: ROLES[who].account,
    amountMinor,
    id: `tr_hamper_${who}`,
  });
  const sale: SaleInput = {
    id: 'ch_hamper',
    model: 'separate',
    amountMinor: 60_000,
    currency: 'usd',
    transferGroup: 'order_hamper',
    parts: [
      part('oakley', 18_000),
      part('penrose', 12_000),
      part('ada', 9_000),
      part('harbour', 7_000),
      part('wren', 5_000),
    ],
  };
  return [
    line(
      [29, 10],
      null,
      'sale',
      [sale],
      `Five sellers fill one hamper for ${money(60_000, 'usd')}: Oakley, Penrose, Ada, Harbour and Wren.`,
    ),
    line(
      [32, 15],
      ROLES.wren.account,
      'dashboardReversal',
      ['tr_hamper_wren'],
      `Wren & Daughter never sent its part: the platform takes ${money(5_000, 'usd')} back by hand, in the Dashboard.`,
    ),
    resolvedRapidly(
      [35, 9],
      'oakley',
      'dp_hamper',
      'ch_hamper',
      60_000,
      'usd',
      'the whole hamper came spoiled',
    ),
  ];
}

function wonInPartThenAppealed(): StoryLine[] {
  const { account, name } = ROLES.nile;
  return [
    sells([10, 9], 'nile', destination('nile', 'ch_nile_desk', 40_000, 'gbp'), 'a writing desk'),
    disputed([21, 9], 'nile', 'dp_nile', 'ch_nile_desk', 40_000, 'gbp', 2_000, 'a leg is broken'),
    line(
      [23, 12],
      account,
      'contest',
      ['dp_nile', 'platform', 0],
      `The platform sends photographs of ${name} as evidence.`,
    ),
    line(
      [46, 9],
      account,
      'win',
      ['dp_nile', { amountMinor: 25_000 }],
      `${name} wins in part: ${money(25_000, 'gbp')} of ${money(40_000, 'gbp')} returns.`,
    ),
    line([58, 9], account, 'appeal', ['dp_nile', 'bank'], `The buyer’s bank appeals against ${name}.`),
    line(
      [76, 9],
      account,
      'withdraw',
      ['dp_nile', { amountMinor: 25_000 }],
      `The appeal is lost: Stripe withdraws ${money(25_000, 'gbp')} again.`,
    ),
  ];
}

function countered(): StoryLine[] {
  const { account, name } = ROLES.mingfai;
  return [
    sells([9, 3], 'mingfai', destination('mingfai', 'ch_mingfai_trains', 240_000, 'hkd'), 'tin trains'),
    disputed([19, 3], 'mingfai', 'dp_mingfai', 'ch_mingfai_trains', 240_000, 'hkd', 12_000, 'not as shown'),
    line(
      [22, 3],
      account,
      'contest',
      ['dp_mingfai', 'platform', 12_000],
      `The platform contests it for ${name}, which costs a countered fee of ${money(12_000, 'hkd')}.`,
    ),
    sells([30, 3], 'mingfai', destination('mingfai', 'ch_mingfai_kites', 150_000, 'hkd'), 'kites'),
    line(
      [55, 3],
      account,
      'win',
      ['dp_mingfai'],
      `${name} wins: ${money(240_000, 'hkd')} returns, and the countered fee with it.`,
    ),
  ];
}

function stripeBears(): StoryLine[] {
  return [
    sells([8, 10], 'iron', direct('iron', 'ch_iron_table', 30_000, 'usd'), 'a table, as a direct charge'),
    disputed([16, 9], 'iron', 'dp_iron', 'ch_iron_table', 30_000, 'usd', 1_500, 'a scratch'),
    loses([31, 9], 'iron', 'dp_iron', 'Its losses are Stripe’s to bear.'),
  ];
}

function directAndLiable(): StoryLine[] {
  return [
    sells(
      [9, 10],
      'juniper',
      direct('juniper', 'ch_juniper_crates', 18_000, 'usd'),
      'juice, as a direct charge',
    ),
    disputed([17, 9], 'juniper', 'dp_juniper', 'ch_juniper_crates', 18_000, 'usd', 1_500, 'gone sour'),
    loses([33, 9], 'juniper', 'dp_juniper'),
    sells([42, 10], 'juniper', direct('juniper', 'ch_juniper_more', 9_000, 'usd'), 'more juice'),
  ];
}
