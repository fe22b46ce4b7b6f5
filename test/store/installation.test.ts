import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readDoorState, setInitialMode } from '../../src/store/door-state';
import { claimInstallation, OtherInstallationError } from '../../src/store/installation';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

let fresh: FreshDatabase;
beforeEach(async () => {
  fresh = await freshDatabase();
});
afterEach(async () => fresh.close());

test('a database remembers its platform, and refuses another one or the other mode of its own', async () => {
  const own = { platformAccount: 'acct_P', livemode: false };
  await claimInstallation(fresh.db, own);
  await claimInstallation(fresh.db, own);
  await expect(claimInstallation(fresh.db, { ...own, livemode: true })).rejects.toThrow(
    OtherInstallationError,
  );
  await expect(claimInstallation(fresh.db, { ...own, platformAccount: 'acct_Q' })).rejects.toThrow(
    'DATABASE_URL',
  );
});

test('of two that come first at the same time one is refused', async () => {
  const claims = ['acct_P', 'acct_Q'].map((platformAccount) =>
    claimInstallation(fresh.db, { platformAccount, livemode: false }),
  );
  const results = await Promise.allSettled(claims);
  expect(results.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('what was said about the mode outlives the next start', async () => {
  expect(await readDoorState(fresh.db)).toEqual({ mode: 'observe', frozen: false });
  await setInitialMode(fresh.db, 'act');
  await setInitialMode(fresh.db, 'observe');
  expect(await readDoorState(fresh.db)).toEqual({ mode: 'act', frozen: false });
});
