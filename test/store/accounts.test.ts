import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accountId } from '../../src/domain/ids';
import { readAccount, recordAccount, recordUnreachable, type AccountFacts } from '../../src/store/accounts';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(async () => fresh.close());

const A = accountId('acct_A');
const FACTS: AccountFacts = {
  country: 'DE',
  kind: 'express',
  losses: 'platform',
  defaultCurrency: 'eur',
  disabledReason: null,
  facts: { requirements: [] },
};

test('an account that can no longer be reached keeps its last figures, and is back when it answers again', async () => {
  await recordAccount(fresh.db, A, FACTS, { wallMs: 10, clockMs: 100 });
  await recordUnreachable(fresh.db, A, { wallMs: 20, clockMs: 200 });
  expect(await readAccount(fresh.db, A)).toMatchObject({ reachable: false, country: 'DE', looked_at: 10 });
  await recordAccount(fresh.db, A, { ...FACTS, disabledReason: 'listed' }, { wallMs: 30, clockMs: 300 });
  expect(await readAccount(fresh.db, A)).toMatchObject({
    reachable: true,
    disabled_reason: 'listed',
    first_seen_clock: 100,
    looked_at: 30,
  });
});

test('an account that was never reached is known all the same', async () => {
  const B = accountId('acct_B');
  expect(await readAccount(fresh.db, B)).toBeNull();
  await recordUnreachable(fresh.db, B, { wallMs: 1, clockMs: 2 });
  expect(await readAccount(fresh.db, B)).toMatchObject({ reachable: false, losses: 'unknown' });
});
