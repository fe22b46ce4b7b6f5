import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Tx } from '../../src/store/database';
import { readSetting, writeSetting } from '../../src/store/settings';
import { transact } from '../../src/store/transact';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(async () => fresh.close());

test('the victim of a deadlock is tried again, and both come through', async () => {
  await writeSetting(fresh.db, 'a', 0);
  await writeSetting(fresh.db, 'b', 0);
  let runs = 0;
  let bothHoldOne: () => void = () => undefined;
  const locked = new Promise<void>((resolve) => {
    bothHoldOne = resolve;
  });
  let holding = 0;
  const crossing = (first: string, second: string) =>
    transact(fresh.db, async (tx: Tx) => {
      runs += 1;
      await writeSetting(tx, first, runs);
      holding += 1;
      if (holding === 2) bothHoldOne();
      await locked;
      await writeSetting(tx, second, runs);
    });
  await Promise.all([crossing('a', 'b'), crossing('b', 'a')]);
  expect(runs).toBe(3);
  expect(await readSetting(fresh.db, 'a')).toBe(await readSetting(fresh.db, 'b'));
});

test('any other error is thrown at once, and nothing is written', async () => {
  let runs = 0;
  const failing = transact(fresh.db, async (tx) => {
    runs += 1;
    await writeSetting(tx, 'c', 1);
    throw new Error('a defect');
  });
  await expect(failing).rejects.toThrow('a defect');
  expect(runs).toBe(1);
  expect(await readSetting(fresh.db, 'c')).toBeNull();
});
