import type { SaleInput } from '../world/acts-port';
import { ROLES } from './marketplace-cast';
import { destination, direct, disputed, joins, loses, money, sells } from './marketplace-lines';
import { line, type Story, type StoryLine } from './story';

/** Platform money that give-backs and reserves need, in minor units. */
const FLOAT = { usd: 6_000_000, eur: 3_000_000, gbp: 2_000_000, jpy: 4_000_000 } as const;

/** Eleven sellers of one marketplace over two hundred days: every way in which a loss is recovered, once. */
export const marketplace: Story = {
  name: 'marketplace',
  cast: Object.values(ROLES),
  endsDay: 205,
  lines: [...opening(), ...lostAndDebited(), ...wonAndGivenBack(), ...sharedSale(), ...debitComesBack()]
    .concat(closedBank(), notDebitable(), recoversThroughSales(), stripeBears(), directAndLiable(), inquiry())
    .sort((a, b) => a.day - b.day || a.hour - b.hour),
};

export const storyEndsDay = marketplace.endsDay;

function opening(): StoryLine[] {
  const floats = Object.entries(FLOAT).map(([code, amountMinor]) =>
    line(
      [0, 0],
      null,
      'topUpPlatform',
      [amountMinor, code],
      `The platform pays in ${money(amountMinor, code)}.`,
    ),
  );
  return [
    ...floats,
    joins('ada'),
    joins('brixton'),
    joins('kranz', { schedule: { interval: 'manual' } }),
    joins('dorn'),
    joins('elm'),
    joins('foghorn'),
    joins('ginza'),
    joins('harbour', { type: 'custom', requirementCollection: 'application' }),
    joins('iron', { type: 'standard', losses: 'stripe' }),
    joins('juniper'),
    joins('krueger'),
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
      ROLES.brixton.account,
      'contest',
      ['dp_brixton', 'platform', 0],
      'The platform sends the signed delivery note of Brixton Bikes as evidence.',
    ),
    line(
      [48, 9],
      ROLES.brixton.account,
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
    // Rapid resolution knows no fee, which matters here: a US platform cannot debit a fee from a European account.
    disputed([10, 9], 'kranz', 'dp_breakfast', 'ch_breakfast', 12_000, 'eur', 0, 'half of it was missing'),
    line(
      [10, 10],
      ROLES.kranz.account,
      'lose',
      ['dp_breakfast'],
      'The dispute over the breakfast is lost at once, by rapid resolution, without a fee.',
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

function debitComesBack(): StoryLine[] {
  const bank = { kind: 'fails', codes: ['insufficient_funds'] } as const;
  return [
    sells([4, 11], 'elm', destination('elm', 'ch_elm_box', 62_000, 'usd'), 'a box of records'),
    line(
      [8, 18],
      ROLES.elm.account,
      'setBankBehaviour',
      [ROLES.elm.account, 'usd', bank],
      'Elm Street Records spends its bank account empty on new stock.',
    ),
    disputed([11, 9], 'elm', 'dp_elm', 'ch_elm_box', 62_000, 'usd', 1_500, 'not as described'),
    loses([30, 9], 'elm', 'dp_elm'),
    sells([38, 11], 'elm', destination('elm', 'ch_elm_singles', 13_000, 'usd'), 'rare singles'),
  ];
}

function closedBank(): StoryLine[] {
  return [
    sells([1, 12], 'foghorn', destination('foghorn', 'ch_foghorn_net', 54_000, 'usd'), 'a trawl net'),
    line(
      [8, 16],
      ROLES.foghorn.account,
      'setBankBehaviour',
      [ROLES.foghorn.account, 'usd', { kind: 'closed' }],
      'Foghorn Fishing closes its bank account and tells nobody.',
    ),
    disputed(
      [9, 11],
      'foghorn',
      'dp_foghorn',
      'ch_foghorn_net',
      54_000,
      'usd',
      1_500,
      'the buyer says: fraud',
    ),
    loses([26, 9], 'foghorn', 'dp_foghorn'),
    sells([194, 10], 'foghorn', destination('foghorn', 'ch_foghorn_boat', 80_000, 'usd'), 'a dinghy'),
  ];
}

function notDebitable(): StoryLine[] {
  return [
    sells([5, 2], 'ginza', destination('ginza', 'ch_ginza_paper', 60_000, 'jpy'), 'handmade paper'),
    disputed([13, 2], 'ginza', 'dp_ginza', 'ch_ginza_paper', 60_000, 'jpy', 0, 'the wrong size'),
    line(
      [13, 3],
      ROLES.ginza.account,
      'lose',
      ['dp_ginza'],
      'Ginza Paper loses at once, by rapid resolution, without a fee. Stripe debits no bank in Japan.',
    ),
    line(
      [75, 2],
      ROLES.ginza.account,
      'topUpSeller',
      [ROLES.ginza.account, 60_000, 'jpy'],
      `Ginza Paper pays ${money(60_000, 'jpy')} into its balance by itself.`,
    ),
  ];
}

function recoversThroughSales(): StoryLine[] {
  return [
    sells([7, 13], 'harbour', destination('harbour', 'ch_harbour_jumpers', 26_000, 'usd'), 'six jumpers'),
    line(
      [10, 9],
      ROLES.harbour.account,
      'setBankBehaviour',
      [ROLES.harbour.account, 'usd', { kind: 'refuses', code: 'debit_not_authorized' }],
      'Harbour Knits tells its bank to allow no debits.',
    ),
    disputed([14, 9], 'harbour', 'dp_harbour', 'ch_harbour_jumpers', 26_000, 'usd', 1_500, 'moths'),
    loses([28, 9], 'harbour', 'dp_harbour'),
    sells([31, 13], 'harbour', destination('harbour', 'ch_harbour_2', 12_000, 'usd'), 'scarves'),
    sells([45, 13], 'harbour', destination('harbour', 'ch_harbour_3', 11_000, 'usd'), 'hats'),
    sells([59, 13], 'harbour', destination('harbour', 'ch_harbour_4', 14_000, 'usd'), 'blankets'),
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

function inquiry(): StoryLine[] {
  const { account } = ROLES.krueger;
  return [
    sells([12, 8], 'krueger', destination('krueger', 'ch_krueger_1', 9_000, 'eur'), 'a year of newspapers'),
    line(
      [18, 9],
      account,
      'dispute',
      [{ id: 'dp_krueger', charge: 'ch_krueger_1', amountMinor: 9_000, inquiry: true, reason: 'general' }],
      `A bank inquires about ${money(9_000, 'eur')} at Kiosk Krüger; no money moves.`,
    ),
    line([32, 9], account, 'closeInquiry', ['dp_krueger'], 'The inquiry at Kiosk Krüger is closed.'),
  ];
}
