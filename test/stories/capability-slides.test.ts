import { afterEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { DAY_MS } from '../../src/domain/clock';
import { debtor } from '../support/debtor';
import { type House, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

test('money for a seller whose capability slid waits without being tried again, and goes when it is back', async () => {
  house = await openHouse();
  const { db } = house;
  const { acts } = house.simulator.world;
  const { seller, chargeId } = await debtor(house);
  const halts = () => db.selectFrom('attention').selectAll().where('kind', '=', 'preflight_halt').execute();
  /** What was decided each time that the give-back was asked for. */
  const asked = async () => {
    const { rows } = await sql<{ verdict: string }>`
      select verdict from decisions where action ->> 'key' like 'recoup:v1:give_back:%' order by seq`.execute(
      db,
    );
    return rows.map(({ verdict }) => verdict);
  };
  const dispute = acts.dispute({ charge: chargeId, amountMinor: 15_000 });
  await house.pass(DAY_MS);

  acts.setCapability(seller, 'transfers', 'pending');
  acts.win(dispute);
  await house.pass(5 * DAY_MS);
  expect(await halts()).toMatchObject([{ subject: `account:${seller}`, settled_at: null }]);
  expect((await halts())[0]?.message).toContain('capability transfers is pending, not active');
  const told = db.selectFrom('notices').select('audience').where('template', '=', 'preflightHalt');
  expect(await told.execute()).toEqual([{ audience: 'team' }]);
  const held = await asked();
  expect(new Set(held)).toEqual(new Set(['held']));
  await house.pass(10 * DAY_MS);
  // It was woken by other news of the dispute at most, and not by a timer.
  expect((await asked()).length - held.length).toBeLessThanOrEqual(1);

  acts.setCapability(seller, 'transfers', 'active');
  await house.pass(DAY_MS);
  expect((await asked()).at(-1)).toBe('acted');
  const moves = db
    .selectFrom('money_moves')
    .select(['state', 'amount_minor'])
    .where('kind', '=', 'give_back');
  // Less the dispute's fee, which is set off first (R15).
  expect(await moves.execute()).toEqual([{ state: 'moved', amount_minor: 13_500 }]);
  expect((await halts()).filter(({ settled_at: settled }) => settled === null)).toEqual([]);
  const changes = db.selectFrom('account_changes').select(['before', 'after']).orderBy('change_id');
  expect(await changes.where('what', '=', 'capability:transfers').execute()).toEqual([
    { before: 'active', after: 'pending' },
    { before: 'pending', after: 'active' },
  ]);
}, 120_000);
