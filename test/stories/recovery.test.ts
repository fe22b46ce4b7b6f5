import { afterEach, describe, expect, test } from '@jest/globals';
import type { CaseState } from '../../src/domain/case/state';
import { DAY_MS } from '../../src/domain/clock';
import { debtor } from '../support/debtor';
import { type House, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

describe('what a seller owes', () => {
  test('from a closed bank account is told by its code, and debited from the new one', async () => {
    house = await openHouse();
    const { acts } = house.simulator.world;
    const { seller, owe, cases, notices } = await debtor(house);
    acts.setBankBehaviour(seller, 'usd', { kind: 'closed' });
    owe(15_000);
    await house.pass(14 * DAY_MS);

    const told = (await notices()).filter(({ rung }) => rung.startsWith('debit-returned-'));
    expect(told.map(({ audience }) => audience).sort()).toEqual(['seller', 'team']);
    expect(told[0]?.params).toMatchObject({ failureCode: 'account_closed', amountMinor: 15_000 });
    expect(await cases()).toMatchObject([{ close_reason: null, shortfall_minor: 15_000 }]);

    acts.replaceBank(seller, { behaviour: { kind: 'works' } });
    await house.pass(20 * DAY_MS);
    const [closed] = await cases();
    expect(closed).toMatchObject({ close_reason: 'recovered', shortfall_minor: 0 });
    expect(closed?.summary).toMatchObject({ recovered: [{ method: 'bank_debit', amountMinor: 15_000 }] });
    expect(house.simulator.world.verdict()).toMatchObject({ clean: true });
  }, 60_000);

  test('where no bank can be debited asks a person, with the command that answers; sales recover it', async () => {
    house = await openHouse();
    const { flow, owe, sells, cases, attention } = await debtor(house, { country: 'JP' }, 'jpy');
    owe(15_000);
    await house.pass(2 * DAY_MS);

    expect((await house.state<CaseState>(flow)).facts?.debit).toMatchObject({
      possible: 'country',
      debits: [],
    });
    const [asked] = await attention();
    expect(asked).toMatchObject({ kind: 'no_way_to_collect', settled_at: null });
    expect(asked?.command).toContain(`bin/recoup case resolve ${flow} --outcome`);

    sells(9_000);
    await house.pass(8 * DAY_MS);
    expect(await cases()).toMatchObject([{ close_reason: null, shortfall_minor: 6_000 }]);
    sells(9_000);
    await house.pass(8 * DAY_MS);
    const [closed] = await cases();
    expect(closed).toMatchObject({ close_reason: 'recovered', needs_human: false });
    expect(closed?.summary).toMatchObject({ recovered: [{ method: 'sales', amountMinor: 15_000 }] });
    expect(await attention()).toMatchObject([{ settled_by: 'recoup' }]);
  }, 60_000);

  test('is not touched by Recoup where Stripe bears the losses: no case, no hold, no word', async () => {
    house = await openHouse();
    const { seller, owe, cases, notices } = await debtor(house, { losses: 'stripe' });
    owe(15_000);
    await house.pass(10 * DAY_MS);

    const account = await house.db
      .selectFrom('accounts')
      .selectAll()
      .where('account', '=', seller)
      .executeTakeFirst();
    expect(account).toMatchObject({ losses: 'stripe', hold_reasons: [] });
    expect(await cases()).toEqual([]);
    expect(await notices()).toEqual([]);
    expect(await house.db.selectFrom('money_moves').select('key').execute()).toEqual([]);
  }, 60_000);
});
