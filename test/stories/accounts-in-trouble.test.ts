import { afterEach, describe, expect, test } from '@jest/globals';
import type { CaseState } from '../../src/domain/case/state';
import { DAY_MS } from '../../src/domain/clock';
import { defaultPolicy, sealPolicy } from '../../src/policy-file';
import { debtor } from '../support/debtor';
import { type House, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

/** Recoup switches no bank debit on, so that nothing but the story pays. */
function noDebits() {
  const { hash: _hash, ...policy } = defaultPolicy();
  return sealPolicy({ ...policy, debit: { ...policy.debit, createdAfterDays: {} } });
}

describe('an account that owes', () => {
  test('and is rejected, then leaves: what it earns still pays, and the last figures stand', async () => {
    house = await openHouse({ policy: noDebits() });
    const { acts } = house.simulator.world;
    const { seller, flow, owe, sells, attention } = await debtor(house, { debitNegativeBalances: false });
    owe(15_000);
    sells(6_000);
    await house.pass(DAY_MS);
    acts.reject(seller, 'fraud');
    await house.pass(8 * DAY_MS);
    const rejected = await house.state<CaseState>(flow);
    expect(rejected.facts).toMatchObject({ rejected: true, shortfallMinor: 9_000 });

    acts.deauthorize(seller);
    await house.pass(2 * DAY_MS);
    const gone = await house.state<CaseState>(flow);
    expect(gone.facts).toMatchObject({ reachable: false, shortfallMinor: 9_000, availableMinor: -9_000 });
    expect(gone.raised).toContain('unreachable');
    const [asked] = (await attention()).filter(({ kind }) => kind === 'unreachable');
    expect(asked?.command).toContain(`bin/recoup case resolve ${flow} --outcome waitForClearing`);
    expect(await house.db.selectFrom('money_moves').select('key').execute()).toEqual([]);
  }, 120_000);

  test('and tops its balance up by itself is recovered by that', async () => {
    house = await openHouse({ policy: noDebits() });
    const { acts } = house.simulator.world;
    const { seller, owe, cases } = await debtor(house, { debitNegativeBalances: false });
    owe(15_000);
    await house.pass(DAY_MS);
    acts.topUpSeller(seller, 15_000, 'usd');
    await house.pass(3 * DAY_MS);
    const [closed] = await cases();
    expect(closed).toMatchObject({ close_reason: 'recovered', shortfall_minor: 0 });
    expect(closed?.summary).toMatchObject({ recovered: [{ method: 'topup', amountMinor: 15_000 }] });
  }, 120_000);

  test('and whose settled debit comes back after the end owes again, since the first day', async () => {
    house = await openHouse();
    const { owe, cases } = await debtor(house, {
      banks: [
        {
          behaviour: {
            kind: 'fails',
            codes: ['insufficient_funds'],
            when: 'after_paid',
            returnAfterBusinessDays: 15,
          },
        },
      ],
    });
    owe(15_000);
    await house.pass(18 * DAY_MS);
    const [first] = await cases();
    expect(first).toMatchObject({ close_reason: 'recovered' });

    await house.pass(16 * DAY_MS);
    const [, second] = await cases();
    expect(second?.negative_since_clock).toBe(first?.negative_since_clock);
  }, 120_000);

  test('in a country whose scheme asks for it is told before its bank is debited', async () => {
    house = await openHouse();
    const { seller, flow, owe, notices } = await debtor(
      house,
      { country: 'GB', debitNegativeBalances: false },
      'gbp',
    );
    owe(15_000);
    await house.pass(DAY_MS);
    const told = (await notices()).filter(({ rung }) => rung === 'debit-expected');
    expect(told).toMatchObject([{ audience: 'seller', template: 'debitExpected' }]);
    const enabled = async () =>
      (
        await house?.db
          .selectFrom('decisions')
          .select('kind')
          .where('subject', '=', flow)
          .where('kind', '=', 'enable_bank_debit')
          .execute()
      )?.length;
    expect(await enabled()).toBe(0);

    await house.pass(20 * DAY_MS);
    expect(await enabled()).toBe(1);
    const debit = await house.stripe.payouts.list({}, { stripeAccount: seller });
    expect(debit.data.filter(({ amount }) => amount < 0)).toHaveLength(1);
  }, 120_000);
});
