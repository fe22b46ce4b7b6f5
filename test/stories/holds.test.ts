import { afterEach, describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../src/domain/clock';
import type { Policy } from '../../src/domain/policy/policy';
import { defaultPolicy, sealPolicy } from '../../src/policy-file';
import { debtor } from '../support/debtor';
import { type House, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

/** Recoup switches no bank debit on, so that nothing but the story pays. */
function policyWith(change: Partial<Policy>): Policy {
  const { hash: _hash, ...policy } = defaultPolicy();
  return sealPolicy({ ...policy, debit: { ...policy.debit, createdAfterDays: {} }, ...change });
}

const WEEKLY = { interval: 'weekly', weekly_payout_days: ['tuesday'] } as const;

function standing(rooms: House, seller: string) {
  return rooms.db
    .selectFrom('accounts')
    .select(['hold_reasons', 'hold_stands'])
    .where('account', '=', seller)
    .executeTakeFirstOrThrow();
}

describe('payouts that are held', () => {
  test('and whose schedule the seller changes stay as the seller set them, and the team hears of it', async () => {
    house = await openHouse({ policy: policyWith({}) });
    const { acts } = house.simulator.world;
    const { seller, owe, sells, cases, attention } = await debtor(house, { debitNegativeBalances: false });
    acts.changeSchedule(seller, WEEKLY);
    owe(15_000);
    await house.pass(DAY_MS);
    expect(await schedule(house, seller)).toBe('manual');

    acts.changeSchedule(seller, { interval: 'daily' });
    await house.pass(DAY_MS);
    expect(await schedule(house, seller)).toBe('daily');
    const asked = (await attention()).filter(({ kind }) => kind === 'payout_schedule_changed');
    expect(asked).toMatchObject([{ settled_at: null }]);

    sells(20_000);
    await house.pass(8 * DAY_MS);
    expect(await cases()).toMatchObject([{ close_reason: 'recovered' }]);
    expect(await schedule(house, seller)).toBe('daily');
    expect(await standing(house, seller)).toMatchObject({ hold_reasons: [] });
    expect((await attention()).every(({ settled_at }) => settled_at !== null)).toBe(true);
  }, 120_000);

  test('are given up at the limit, a person having been warned, and not held again', async () => {
    const { hold } = defaultPolicy();
    const limits = { limitDays: { default: 6 }, warnDaysBefore: { default: 3 } };
    house = await openHouse({ policy: policyWith({ hold: { ...hold, ...limits } }) });
    const { acts } = house.simulator.world;
    const { seller, owe, cases, attention, notices } = await debtor(house, { debitNegativeBalances: false });
    acts.changeSchedule(seller, WEEKLY);
    owe(15_000);
    await house.pass(4 * DAY_MS);
    expect((await attention()).map(({ kind }) => kind)).toContain('hold_limit');
    expect(await notices()).toContainEqual(
      expect.objectContaining({ rung: 'hold-limit', audience: 'team', template: 'holdLimit' }),
    );
    expect(await schedule(house, seller)).toBe('manual');

    await house.pass(4 * DAY_MS);
    expect(await cases()).toMatchObject([{ close_reason: null, shortfall_minor: 15_000 }]);
    expect(await schedule(house, seller)).toBe('weekly');
    expect(await standing(house, seller)).toMatchObject({ hold_reasons: [], hold_stands: false });
    const limit = (await attention()).filter(({ kind }) => kind === 'hold_limit');
    expect(limit).toMatchObject([{ settled_by: 'recoup' }]);
  }, 120_000);

  test('for two currencies are released when the second case has ended', async () => {
    house = await openHouse({ policy: policyWith({}) });
    const { acts } = house.simulator.world;
    acts.topUpPlatform(100_000, 'usd');
    acts.topUpPlatform(100_000, 'eur');
    const seller = acts.createSeller({
      country: 'DE',
      debitNegativeBalances: false,
      schedule: { interval: 'daily' },
      banks: [{ currency: 'eur' }, { currency: 'usd' }],
    });
    const transfers = ['eur', 'usd'].map(
      (currency) =>
        acts.sale({ model: 'destination', seller, amountMinor: 40_000, currency }).transferIds[0] ?? '',
    );
    await house.pass(4 * DAY_MS);
    for (const currency of ['eur', 'usd']) acts.sellerPaysOut(seller, currency);
    await house.pass(DAY_MS);
    for (const transfer of transfers) acts.dashboardReversal(transfer, 15_000);
    await house.pass(DAY_MS);

    const cases = () => cased(house, seller);
    expect(await cases()).toMatchObject([
      { currency: 'eur', close_reason: null, shortfall_minor: 15_000 },
      { currency: 'usd', close_reason: null, shortfall_minor: 15_000 },
    ]);
    expect((await standing(house, seller)).hold_reasons).toHaveLength(2);

    acts.sale({ model: 'destination', seller, amountMinor: 20_000, currency: 'eur' });
    await house.pass(8 * DAY_MS);
    expect(await cases()).toMatchObject([
      { currency: 'eur', close_reason: 'recovered' },
      { currency: 'usd', close_reason: null, shortfall_minor: 15_000 },
    ]);
    expect((await standing(house, seller)).hold_reasons).toEqual([`case:${seller}:usd`]);
    expect(await schedule(house, seller)).toBe('manual');

    acts.sale({ model: 'destination', seller, amountMinor: 20_000, currency: 'usd' });
    await house.pass(8 * DAY_MS);
    expect(await cases()).toMatchObject([{ close_reason: 'recovered' }, { close_reason: 'recovered' }]);
    expect(await schedule(house, seller)).toBe('daily');
  }, 120_000);
});

const cased = (rooms: House | undefined, seller: string) => {
  if (rooms === undefined) throw new Error('the house is not open');
  return rooms.db
    .selectFrom('cases')
    .selectAll()
    .where('account', '=', seller)
    .orderBy('currency')
    .orderBy('number')
    .execute();
};

async function schedule(rooms: House, seller: string): Promise<string | undefined> {
  const settings = await rooms.stripe.balanceSettings.retrieve({}, { stripeAccount: seller });
  return settings.payments.payouts?.schedule?.interval ?? undefined;
}
