import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { places } from '../../../src/simulator/world/economic-book';
import { StripeFailure } from '../../../src/simulator/world/port';
import type { World } from '../../../src/simulator/world/port';
import { createWorld } from '../../../src/simulator/world/world';
import { aWorld, call, daysLater, list, product, sellerWithSale, START_MS } from './support/world';

const SELLERS = ['acct_0', 'acct_1', 'acct_2', 'acct_3'];
const CURRENCIES = ['usd', 'eur'];

/** What may happen next, by numbers that choose whom and how much. */
const step = fc.record({
  what: fc.integer({ min: 0, max: 19 }),
  who: fc.nat(999),
  much: fc.integer({ min: 1, max: 30_000 }),
  half: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function start(): World {
  const world = createWorld({ seed: 3, startMs: START_MS });
  for (const currency of CURRENCIES) world.acts.topUpPlatform(200_000, currency);
  world.acts.setRate('usd', 'eur', 0.92);
  world.acts.createSeller({ id: 'acct_0', country: 'US' });
  world.acts.createSeller({
    id: 'acct_1',
    country: 'DE',
    banks: [{ behaviour: { kind: 'fails', codes: ['insufficient_funds', 'debit_not_authorized'] } }],
  });
  world.acts.createSeller({ id: 'acct_2', country: 'US', type: 'standard' });
  world.acts.createSeller({
    id: 'acct_3',
    country: 'GB',
    defaultCurrency: 'eur',
    banks: [{ behaviour: { kind: 'closed' } }],
  });
  return world;
}

const pick = <T>(items: readonly T[], index: number): T | undefined =>
  items[index % Math.max(1, items.length)];
const all = (
  world: World,
  name: 'GET /v1/charges' | 'GET /v1/transfers' | 'GET /v1/disputes' | 'GET /v1/refunds',
): string[] => {
  const owners = name === 'GET /v1/transfers' || name === 'GET /v1/refunds' ? [null] : [null, ...SELLERS];
  return owners
    .flatMap((owner) => list(world, name, {}, owner))
    .map(({ id }) => String(id))
    .filter((id) => !id.startsWith('py_'));
};

function take(world: World, { what, who, much, half }: Step): void {
  const seller = pick(SELLERS, who) ?? '';
  const currency = half ? 'usd' : 'eur';
  const transfer = pick(all(world, 'GET /v1/transfers'), who);
  const dispute = pick(all(world, 'GET /v1/disputes'), who);
  const charge = pick(all(world, 'GET /v1/charges'), who);
  const refund = pick(all(world, 'GET /v1/refunds'), who);
  const sale = { amountMinor: much, currency, availableNow: half };
  switch (what) {
    case 0:
    case 1:
      return void world.acts.sale({
        ...sale,
        model: 'destination',
        seller,
        applicationFeeMinor: Math.floor(much / 10),
      });
    case 2:
      return void world.acts.sale({
        ...sale,
        model: 'direct',
        seller,
        applicationFeeMinor: Math.floor(much / 10),
      });
    case 3: {
      const parts = [seller, pick(SELLERS, who + 1) ?? ''].map((name) => ({
        seller: name,
        amountMinor: Math.ceil(much / 3),
      }));
      return void world.acts.sale({ ...sale, amountMinor: much + 2, model: 'separate', parts });
    }
    case 4:
    case 5:
      if (charge === undefined) return;
      return void world.acts.dispute({
        charge,
        ...(half ? {} : { amountMinor: Math.ceil(much / 2) }),
        inquiry: who % 5 === 0,
      });
    case 6:
      return dispute === undefined ? undefined : world.acts.win(dispute);
    case 7:
      return dispute === undefined ? undefined : world.acts.withdraw(dispute);
    case 8:
      return dispute === undefined
        ? undefined
        : world.acts.contest(dispute, half ? 'seller' : 'platform', 1_500);
    case 9:
    case 10:
      if (transfer === undefined) return;
      return void product.reverse(world, dispute ?? 'dp_x', transfer, much, { refund_application_fee: half });
    case 11:
      return void product.debit(world, dispute ?? 'dp_x', seller, much, currency);
    case 12:
      return void product.giveBack(world, dispute ?? 'dp_x', seller, much, currency);
    case 13:
      return void world.acts.sellerPaysOut(seller, currency);
    case 14:
      return void world.acts.topUpSeller(seller, much, currency);
    case 15:
      if (charge === undefined) return;
      return void call(world, 'POST /v1/refunds', {}, { charge, amount: much, reverse_transfer: half });
    case 16:
      if (
        refund === undefined ||
        list(world, 'GET /v1/refunds').some((one) => one.id === refund && one['status'] === 'failed')
      )
        return;
      return world.acts.failRefund(refund);
    case 17:
      return world.acts.setRate('usd', 'eur', 0.8 + (much % 300) / 1000);
    case 18:
      return void world.acts.replaceBank(seller, { currency });
    default:
      return daysLater(world, half ? 1 : 40);
  }
}

describe('the books', () => {
  test('balance after whatever happens, in every currency', () => {
    const happened = new Set<number>();
    let refused = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 40 }), (steps) => {
        const world = start();
        for (const one of steps) {
          try {
            take(world, one);
            happened.add(one.what);
          } catch (error) {
            if (!(error instanceof StripeFailure)) throw error;
            refused += 1;
          }
        }
        world.audit();
        daysLater(world, 400);
        world.audit();
        for (const currency of CURRENCIES) {
          const sum = places(world.core)
            .filter((place) => place.currency === currency)
            .reduce((total, place) => total + place.amountMinor, 0);
          expect(sum).toBe(0);
        }
      }),
      { numRuns: 300, seed: 20_261_122 },
    );
    expect(happened.size).toBe(20);
    expect(refused).toBeGreaterThan(100);
  });

  test('do not change where a call is refused', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.drainChanges();
    expect(() => product.debit(world, 'dp_1', 'acct_A', 99_999)).toThrow(StripeFailure);
    expect(() => product.reverse(world, 'dp_1', 'tr_1', 99_999)).toThrow(StripeFailure);
    expect(() => product.giveBack(world, 'dp_1', 'acct_none', 1)).toThrow(StripeFailure);
    expect(world.drainChanges()).toEqual([]);
  });
});

/** Each way in which books can be wrong, put there by hand: the audit must find it. */
describe('an audit', () => {
  const account = 'acct_A';
  const wrongs: readonly [string, RegExp, (world: World) => void][] = [
    [
      'a balance that no lot explains',
      /balance of acct_A|available of acct_A/,
      (world) =>
        world.core.setNote(
          'balance',
          `${account}|usd`,
          { currency: 'usd', availableMinor: 1, pendingMinor: 0, reservedMinor: 0 },
          account,
        ),
    ],
    [
      'a balance transaction whose net is none',
      /net of txn_/,
      (world) =>
        world.core.change(String(list(world, 'GET /v1/balance_transactions', {}, account)[0]?.id), {
          net: 7,
        }),
    ],
    [
      'a lot that is counted in the wrong pot',
      /available of acct_A/,
      (world) =>
        world.core.change(String(list(world, 'GET /v1/balance_transactions', {}, account)[0]?.id), {
          status: 'pending',
        }),
    ],
    [
      'a movement without its place',
      /in usd should be/,
      (world) =>
        world.core.append('movement', {
          atMs: 0,
          kind: 'x',
          from: 'customers',
          to: 'fees',
          amountMinor: 1,
          currency: 'usd',
          ref: 'x',
        }),
    ],
    [
      'money from nowhere',
      /all places of usd|fees in usd/,
      (world) =>
        world.core.setNote('place', 'fees|usd', { place: 'fees', currency: 'usd', amountMinor: 999 }),
    ],
    [
      'a reserve that nothing requires',
      /reserve/,
      (world) => world.core.setNote('held', `${account}|usd`, { currency: 'usd', heldMinor: 5, kept: [] }),
    ],
    [
      'a reserve that is kept for a debit that never was',
      /reserve/,
      (world) =>
        world.core.setNote('held', `${account}|usd`, {
          currency: 'usd',
          heldMinor: 0,
          kept: [{ payout: 'po_x', amountMinor: 5 }],
        }),
    ],
  ];
  test.each(wrongs)('finds %s', (_what, message, spoil) => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: true });
    world.audit();
    spoil(world);
    expect(() => world.audit()).toThrow(message);
  });

  test('is made of what was touched after each step', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.core.setNote('place', `stripe:${account}|usd`, {
      place: `stripe:${account}`,
      currency: 'usd',
      amountMinor: 1,
    });
    expect(() => world.acts.sellerPaysOut(account, 'usd')).toThrow(/do not balance: the balance of acct_A/);
  });
});
