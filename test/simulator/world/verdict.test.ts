import { describe, expect, test } from '@jest/globals';
import type { Deal } from '../../../src/simulator/world/acts-port';
import type { World } from '../../../src/simulator/world/port';
import {
  amounts,
  aWorld,
  call,
  daysLater,
  faults,
  laterSale,
  product,
  refusal,
  sellerWithSale,
} from './support/world';

const RIGHT = { overpaid: 0, twice: 0 };

/** A's bank is empty, the dispute is lost, the transfer reversed: 100.00 below zero, cleared on day 180. */
function cleared(world: World): string {
  const account = sellerWithSale(world, { paidOut: true });
  daysLater(world, 3);
  world.acts.setBankBehaviour(account, 'usd', { kind: 'closed' });
  world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
  world.acts.lose('dp_1');
  product.reverse(world, 'dp_1', 'tr_1', 10_000);
  daysLater(world, 181);
  return account;
}

/** As `cleared`, then 60.00 collected from a later sale, then won on appeal. */
function collectedAndWon(world: World): string {
  const account = cleared(world);
  laterSale(world, account, 6_000);
  product.debit(world, 'dp_1', account, 6_000);
  world.acts.appeal('dp_1');
  world.acts.win('dp_1');
  return account;
}

function disputed(
  world: World,
  input: { amountMinor?: number; feeMinor?: number } = {},
  deal: Deal = {},
): string {
  const account = world.acts.createSeller({ id: 'acct_A', country: 'US', schedule: { interval: 'manual' } });
  const sale = {
    model: 'destination',
    amountMinor: 10_000,
    currency: 'usd',
    applicationFeeMinor: 1_000,
    deal,
  } as const;
  world.acts.sale({ ...sale, id: 'ch_1', seller: account, transferId: 'tr_1' });
  laterSale(world, account, 20_000);
  world.acts.dispute({ id: 'dp_1', charge: 'ch_1', ...input });
  return account;
}

describe('the verdict on a lost dispute', () => {
  test('finds nothing wrong while nothing is taken yet, and nothing when all is', () => {
    const world = aWorld();
    const account = disputed(world);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ fairMinor: 11_500, takenMinor: 0, outstandingMinor: 11_500 }],
    });
    product.debit(world, 'dp_1', account, 1_500);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ takenMinor: 11_500, outstandingMinor: 0 }],
    });
  });

  test('finds what was taken twice', () => {
    const world = aWorld();
    const account = disputed(world);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    product.debit(world, 'dp_1', account, 1_500);
    product.debit(world, 'dp_1', account, 1_500);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 1_500 });
    expect(world.verdict().clean).toBe(false);
  });

  test('finds a fee that the deal leaves with the platform', () => {
    const world = aWorld();
    const account = disputed(world, {}, { disputeFee: 'platform' });
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    product.debit(world, 'dp_1', account, 1_500);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 1_500 });
  });

  test('lets a partial dispute cost its part, rounded either way', () => {
    const world = aWorld();
    disputed(world, { amountMinor: 3_333, feeMinor: 0 });
    product.reverse(world, 'dp_1', 'tr_1', 3_333);
    expect(faults(world)).toEqual(RIGHT);
    product.reverse(world, 'dp_1', 'tr_1', 1);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 1 });
  });

  test('undoes one sale once: a refund and a dispute together cost no more than the sale', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    laterSale(world, 'acct_A', 20_000);
    call(world, 'POST /v1/refunds', {}, { charge: 'ch_1', amount: 2_500, reverse_transfer: true });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1', feeMinor: 0 });
    product.reverse(world, 'dp_1', 'tr_1', 7_500);
    expect(faults(world)).toEqual(RIGHT);
    product.debit(world, 'dp_1', 'acct_A', 2_500);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 2_500 });
  });

  test('with an application fee that goes back, the part is what was left of it', () => {
    const world = aWorld();
    disputed(world, { feeMinor: 0 }, { applicationFee: 'return' });
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 1_000 });
    const other = aWorld();
    disputed(other, { feeMinor: 0 }, { applicationFee: 'return' });
    product.reverse(other, 'dp_1', 'tr_1', 10_000, { refund_application_fee: true });
    expect(faults(other)).toEqual(RIGHT);
  });

  test('divides principal and fee over the sellers of one charge', () => {
    const world = aWorld();
    const parts = [
      { seller: 'acct_A', amountMinor: 5_000, id: 'tr_A' },
      { seller: 'acct_B', amountMinor: 3_000, id: 'tr_B' },
    ];
    for (const { seller } of parts)
      world.acts.createSeller({ id: seller, country: 'US', schedule: { interval: 'manual' } });
    world.acts.sale({ id: 'ch_2', model: 'separate', amountMinor: 10_000, currency: 'usd', parts });
    for (const { seller } of parts) laterSale(world, seller, 5_000);
    world.acts.dispute({ id: 'dp_2', charge: 'ch_2' });
    product.debit(world, 'dp_2', 'acct_A', 937);
    product.debit(world, 'dp_2', 'acct_B', 562);
    product.reverse(world, 'dp_2', 'tr_A', 5_000);
    product.reverse(world, 'dp_2', 'tr_B', 3_000);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ takenMinor: 5_937 }, { takenMinor: 3_562 }],
    });
    product.debit(world, 'dp_2', 'acct_B', 2);
    expect(faults(world, 'acct_B')).toEqual({ overpaid: 0, twice: 1 });
  });
});

describe('the verdict on a dispute that is won', () => {
  test('finds what was not given back, and what was given too much', () => {
    const world = aWorld();
    const account = disputed(world);
    product.debit(world, 'dp_1', account, 1_500);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    world.acts.win('dp_1');
    expect(faults(world)).toEqual({ overpaid: 0, twice: 10_000 });
    product.giveBack(world, 'dp_1', account, 10_000);
    expect(faults(world)).toEqual(RIGHT);
    product.giveBack(world, 'dp_1', account, 1_500);
    expect(faults(world)).toEqual({ overpaid: 1_500, twice: 0 });
  });

  test('finds money sent back while the dispute was still lost, until it is taken again', () => {
    const world = aWorld();
    const account = disputed(world);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    const sent = product.giveBack(world, 'dp_1', account, 4_000);
    expect(faults(world)).toEqual({ overpaid: 4_000, twice: 0 });
    product.reverse(world, 'dp_1', String(sent.id), 4_000);
    product.debit(world, 'dp_1', account, 1_500);
    expect(faults(world)).toEqual(RIGHT);
  });

  test('follows won, given back, lost again on appeal', () => {
    const world = aWorld();
    const account = disputed(world);
    product.debit(world, 'dp_1', account, 1_500);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    world.acts.win('dp_1');
    const sent = product.giveBack(world, 'dp_1', account, 10_000);
    world.acts.withdraw('dp_1');
    expect(world.verdict()).toMatchObject({ clean: true, sellers: [{ outstandingMinor: 10_000 }] });
    product.reverse(world, 'dp_1', String(sent.id), 10_000);
    expect(world.verdict()).toMatchObject({ clean: true, sellers: [{ outstandingMinor: 0 }] });
  });

  test('gives a countered fee back with it', () => {
    const world = aWorld();
    const account = disputed(world);
    product.debit(world, 'dp_1', account, 1_500);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    world.acts.contest('dp_1', 'seller', 1_500);
    product.debit(world, 'dp_1', account, 1_500);
    expect(faults(world)).toEqual(RIGHT);
    world.acts.win('dp_1');
    product.giveBack(world, 'dp_1', account, 1_500);
    product.giveBack(world, 'dp_1', account, 10_000);
    expect(faults(world)).toEqual(RIGHT);
  });

  test('does not blame what Stripe lets nobody send', () => {
    const world = aWorld();
    const account = disputed(world);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    world.acts.reject(account, 'fraud');
    world.acts.win('dp_1');
    expect(faults(world)).toEqual(RIGHT);
    expect(world.verdict().sellers[0]?.blockedMinor).toBe(8_500);
  });
});

describe('the verdict past day 180', () => {
  test('takes a clearing for a loss let go', () => {
    const world = aWorld();
    cleared(world);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ clearedMinor: 10_000, outstandingMinor: 11_500 }],
    });
  });

  test('lets a cleared amount be collected once', () => {
    const world = aWorld();
    const account = cleared(world);
    laterSale(world, account, 20_000);
    product.debit(world, 'dp_1', account, 11_500);
    expect(faults(world)).toEqual(RIGHT);
    product.debit(world, 'dp_1', account, 2_000);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 2_000 });
  });

  const wrong: readonly [string, number, { overpaid: number; twice: number }][] = [
    ['what A really paid, less the fee that stays due', 4_500, RIGHT],
    ['nothing, as if the clearing had paid A back', 0, { overpaid: 0, twice: 4_500 }],
    ['what is left after all claims', 500, { overpaid: 0, twice: 4_000 }],
    ['everything, the clearing not seen', 10_000, { overpaid: 4_000, twice: 0 }],
  ];
  test.each(wrong)('won after it: A gets %s', (_what, sent, expected) => {
    const world = aWorld();
    const account = collectedAndWon(world);
    if (sent > 0) product.giveBack(world, 'dp_1', account, sent);
    expect(faults(world)).toEqual(expected);
  });

  test('won before the clearing was seen: whatever is sent is too much', () => {
    const world = aWorld();
    const account = cleared(world);
    world.acts.win('dp_1');
    expect(faults(world)).toEqual(RIGHT);
    product.giveBack(world, 'dp_1', account, 10_000);
    expect(faults(world)).toEqual({ overpaid: 10_000, twice: 0 });
  });

  test('in another currency than the transfer, by the reversal’s own pair of amounts', () => {
    const world = aWorld();
    world.acts.topUpPlatform(100_000, 'eur');
    world.acts.setRate('usd', 'eur', 0.92);
    const account = world.acts.createSeller({
      id: 'acct_A',
      country: 'GB',
      defaultCurrency: 'eur',
      banks: [],
      schedule: { interval: 'manual' },
    });
    world.acts.sale({
      id: 'ch_1',
      model: 'separate',
      amountMinor: 10_000,
      currency: 'usd',
      parts: [{ seller: account, amountMinor: 10_000, id: 'tr_1' }],
    });
    world.acts.sellerPaysOut(account, 'eur');
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    world.acts.setRate('usd', 'eur', 0.931);
    expect(refusal(() => product.debit(world, 'dp_1', account, 1_500))).toBe('transfers_not_allowed');
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    expect(amounts(world, account, 'eur').available).toBe(-9_310);
    daysLater(world, 181);
    expect(amounts(world, account, 'eur').available).toBe(0);
    world.acts.win('dp_1');
    expect(faults(world, account, 'eur')).toEqual(RIGHT);
    product.giveBack(world, 'dp_1', account, 3_500);
    expect(faults(world, account, 'eur').overpaid).toBeGreaterThan(3_000);
    world.audit();
  });
});

describe('the verdict on direct charges', () => {
  function direct(world: World): string {
    const account = world.acts.createSeller({
      id: 'acct_A',
      country: 'US',
      schedule: { interval: 'manual' },
    });
    world.acts.sale({ id: 'ch_1', model: 'direct', seller: account, amountMinor: 10_000, currency: 'usd' });
    laterSale(world, account, 5_000);
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    return account;
  }

  test('lets Stripe take the principal and the platform only the fee', () => {
    const world = aWorld();
    const account = direct(world);
    product.debit(world, 'dp_1', account, 1_500);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ takenMinor: 11_500, outstandingMinor: 0 }],
    });
    world.acts.win('dp_1');
    expect(faults(world)).toEqual(RIGHT);
  });

  test('finds a give-back of what Stripe itself returned', () => {
    const world = aWorld();
    const account = direct(world);
    world.acts.win('dp_1');
    product.giveBack(world, 'dp_1', account, 10_000);
    expect(faults(world)).toEqual({ overpaid: 10_000, twice: 0 });
  });
});

describe('credits', () => {
  test('let a debt go, and what the seller paid outside is no gift', () => {
    const world = aWorld();
    const account = sellerWithSale(world, { paidOut: true });
    world.acts.setDebitNegativeBalances(account, false);
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    world.acts.sellerPaysOutside(account, 5_000, 'usd');
    product.credit(world, 'dp_1', account, 5_000);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ creditedMinor: 0, outstandingMinor: 1_500 }],
    });
    product.credit(world, 'dp_1', account, 5_000);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ creditedMinor: 5_000, outstandingMinor: 6_500 }],
    });
    product.credit(world, 'dp_1', account, 6_000);
    expect(faults(world)).toEqual({ overpaid: 1_000, twice: 0 });
  });
});

describe('what nobody can explain', () => {
  const why = (world: World): string[] => world.verdict().unexplained.map((one) => one.why);

  test('is a transfer with neither key nor sale', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    call(world, 'POST /v1/transfers', {}, { amount: 5, currency: 'usd', destination: 'acct_A' });
    expect(why(world)).toEqual([expect.stringMatching(/neither a recoup_key nor a charge/)]);
    expect(world.verdict().totals).toMatchObject([{ currency: 'usd', unexplainedMinor: 5 }]);
  });

  test('is a reversal where nobody undid the sale', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    call(world, 'POST /v1/transfers/{id}/reversals', { id: 'tr_1' }, { amount: 5 });
    expect(why(world)).toEqual([expect.stringMatching(/nobody undid/)]);
  });

  test('is a reversal for the dispute of another sale', () => {
    const world = aWorld();
    disputed(world);
    world.acts.sale({
      id: 'ch_2',
      model: 'destination',
      seller: 'acct_A',
      amountMinor: 500,
      currency: 'usd',
      transferId: 'tr_2',
    });
    product.reverse(world, 'dp_1', 'tr_2', 500);
    expect(why(world)).toEqual([expect.stringMatching(/not about the sale of tr_2/)]);
  });

  test('is a debit for a dispute that does not exist, and one in which the account has no part', () => {
    const world = aWorld();
    disputed(world);
    world.acts.createSeller({ id: 'acct_B', country: 'US' });
    laterSale(world, 'acct_B', 5_000);
    product.debit(world, 'dp_none', 'acct_A', 5);
    product.debit(world, 'dp_1', 'acct_B', 5);
    expect(why(world)).toEqual([
      expect.stringMatching(/no known cause/),
      expect.stringMatching(/has no part/),
    ]);
  });

  test('is a second effect of one key', () => {
    const world = aWorld();
    disputed(world);
    const metadata = { recoup_key: 'recoup:v1:reversal:dp_1:tr_1:0' };
    for (const amount of [4_000, 6_000])
      call(world, 'POST /v1/transfers/{id}/reversals', { id: 'tr_1' }, { amount, metadata });
    expect(why(world)).toEqual([expect.stringMatching(/had already moved money/)]);
  });

  test('is not what people do in the Dashboard', () => {
    const world = aWorld();
    disputed(world);
    world.acts.dashboardReversal('tr_1', 4_000);
    world.acts.dashboardTransfer('acct_A', 100, 'usd');
    expect(world.verdict()).toMatchObject({ clean: true, sellers: [{ takenMinor: 4_000 }] });
  });
});
