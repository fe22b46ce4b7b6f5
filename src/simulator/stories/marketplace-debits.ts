import { ROLES } from './marketplace-cast';
import { bankTurns, destination, disputed, loses, money, resolvedRapidly, sells } from './marketplace-lines';
import { line, type StoryLine } from './story';

/** What is owed, and how it comes back: by the bank, by sales, by the seller, by Stripe on day 180, or not at all. */
export function debits(): StoryLine[] {
  return [
    ...debitComesBack(),
    ...comesBackAfterAll(),
    ...closedBank(),
    ...notDebitable(),
    ...recoversThroughSales(),
    ...twoCurrencies(),
    ...scheduleChanged(),
    ...forgiven(),
  ];
}

function debitComesBack(): StoryLine[] {
  return [
    sells([4, 11], 'elm', destination('elm', 'ch_elm_box', 62_000, 'usd'), 'a box of records'),
    bankTurns(
      [8, 18],
      'elm',
      'usd',
      { kind: 'fails', codes: ['insufficient_funds'] },
      'Elm Street Records spends its bank account empty on new stock.',
    ),
    disputed([11, 9], 'elm', 'dp_elm', 'ch_elm_box', 62_000, 'usd', 1_500, 'not as described'),
    loses([30, 9], 'elm', 'dp_elm'),
    sells([38, 11], 'elm', destination('elm', 'ch_elm_singles', 13_000, 'usd'), 'rare singles'),
  ];
}

/** SEPA lets a debit be returned for weeks: long after it counted as settled. */
function comesBackAfterAll(): StoryLine[] {
  const { account, name } = ROLES.umber;
  return [
    sells([19, 8], 'umber', destination('umber', 'ch_umber_inks', 21_000, 'eur'), 'a crate of inks'),
    bankTurns(
      [34, 8],
      'umber',
      'eur',
      { kind: 'fails', codes: ['debit_not_authorized'], returnAfterBusinessDays: 20 },
      `${name} changes its bookkeeper, who objects to every debit.`,
    ),
    resolvedRapidly([37, 8], 'umber', 'dp_umber', 'ch_umber_inks', 21_000, 'eur', 'the bottles leaked'),
    line(
      [92, 10],
      account,
      'replaceBank',
      [account, {}],
      `${name} sees the mistake and gives Stripe another bank account.`,
    ),
  ];
}

function closedBank(): StoryLine[] {
  const { account } = ROLES.foghorn;
  return [
    line([0, 2], account, 'planCollection', [account, { lateDays: 2, percent: 60, restAfterDays: 6 }]),
    sells([1, 12], 'foghorn', destination('foghorn', 'ch_foghorn_net', 54_000, 'usd'), 'a trawl net'),
    bankTurns(
      [8, 16],
      'foghorn',
      'usd',
      { kind: 'closed' },
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
    sells([200, 10], 'foghorn', destination('foghorn', 'ch_foghorn_boat', 80_000, 'usd'), 'a dinghy'),
  ];
}

function notDebitable(): StoryLine[] {
  const { account } = ROLES.ginza;
  return [
    sells([5, 2], 'ginza', destination('ginza', 'ch_ginza_paper', 60_000, 'jpy'), 'handmade paper'),
    resolvedRapidly([13, 2], 'ginza', 'dp_ginza', 'ch_ginza_paper', 60_000, 'jpy', 'the wrong size'),
    line(
      [75, 2],
      account,
      'topUpSeller',
      [account, 60_000, 'jpy'],
      `Stripe debits no bank in Japan: Ginza Paper pays ${money(60_000, 'jpy')} into its balance by itself.`,
    ),
  ];
}

function recoversThroughSales(): StoryLine[] {
  return [
    sells([7, 13], 'harbour', destination('harbour', 'ch_harbour_jumpers', 26_000, 'usd'), 'six jumpers'),
    bankTurns(
      [10, 9],
      'harbour',
      'usd',
      { kind: 'refuses', code: 'debit_not_authorized' },
      'Harbour Knits tells its bank to allow no debits.',
    ),
    disputed([14, 9], 'harbour', 'dp_harbour', 'ch_harbour_jumpers', 26_000, 'usd', 1_500, 'moths'),
    loses([28, 9], 'harbour', 'dp_harbour'),
    sells([31, 13], 'harbour', destination('harbour', 'ch_harbour_2', 12_000, 'usd'), 'scarves'),
    sells([45, 13], 'harbour', destination('harbour', 'ch_harbour_3', 11_000, 'usd'), 'hats'),
    sells([59, 13], 'harbour', destination('harbour', 'ch_harbour_4', 14_000, 'usd'), 'blankets'),
  ];
}

/** The balances of one account in two currencies go below zero; what is in one never pays the other. */
function twoCurrencies(): StoryLine[] {
  const { name } = ROLES.quartz;
  return [
    sells([14, 8], 'quartz', destination('quartz', 'ch_quartz_usd', 30_000, 'usd'), 'a watch to Ohio'),
    sells([15, 8], 'quartz', destination('quartz', 'ch_quartz_eur', 26_000, 'eur'), 'a watch to Lyon'),
    bankTurns(
      [22, 8],
      'quartz',
      'usd',
      { kind: 'closed' },
      `${name} closes its dollar account; the euro one stays.`,
    ),
    resolvedRapidly([28, 8], 'quartz', 'dp_quartz_usd', 'ch_quartz_usd', 30_000, 'usd', 'it stands still'),
    resolvedRapidly([28, 9], 'quartz', 'dp_quartz_eur', 'ch_quartz_eur', 26_000, 'eur', 'it runs backwards'),
    sells([43, 8], 'quartz', destination('quartz', 'ch_quartz_3', 20_000, 'usd'), 'a watch to Utah'),
    sells([62, 8], 'quartz', destination('quartz', 'ch_quartz_4', 18_000, 'usd'), 'a watch to Maine'),
  ];
}

function scheduleChanged(): StoryLine[] {
  const { account, name } = ROLES.rowan;
  return [
    sells([16, 9], 'rowan', destination('rowan', 'ch_rowan_beans', 35_000, 'gbp'), 'a sack of coffee'),
    resolvedRapidly([30, 9], 'rowan', 'dp_rowan', 'ch_rowan_beans', 35_000, 'gbp', 'it was decaffeinated'),
    line(
      [32, 9],
      account,
      'changeSchedule',
      [account, { interval: 'weekly', weekly_payout_days: ['friday'] }],
      `${name} sets its payouts to Fridays by itself.`,
    ),
    sells([64, 9], 'rowan', destination('rowan', 'ch_rowan_mill', 9_000, 'gbp'), 'a coffee mill'),
  ];
}

/** What people decide about it is said to Recoup, not here. */
function forgiven(): StoryLine[] {
  const { name } = ROLES.wren;
  return [
    sells([21, 10], 'wren', destination('wren', 'ch_wren_lamp', 11_000, 'usd'), 'a lamp'),
    bankTurns(
      [42, 9],
      'wren',
      'usd',
      { kind: 'closed' },
      `${name} gives up the shop after an illness, and its bank account.`,
    ),
    disputed([47, 9], 'wren', 'dp_wren', 'ch_wren_lamp', 11_000, 'usd', 1_500, 'the shade is torn'),
    loses([65, 9], 'wren', 'dp_wren'),
  ];
}
