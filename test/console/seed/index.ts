import type { Database } from '../../../src/store/database';
import { setInitialMode } from '../../../src/store/door-state';
import { recovered } from './harbour';
import { inbox } from './inbox';
import { readSeller } from './sellers';
import { won } from './kiefer';
import { lostAndReturned } from './ridge';
import { atTheGate } from './sakura';
import { at, daysAgo, SELLERS } from './tools';

export { CLOCK, NOW_WALL, SELLERS } from './tools';

/** A run with something of everything, through the store's own functions. */
export async function seed(db: Database): Promise<void> {
  await setInitialMode(db, 'act');
  const sellers = [
    ['US', SELLERS.ridge],
    ['GB', SELLERS.harbour],
    ['DE', SELLERS.kiefer],
    ['JP', SELLERS.sakura],
  ] as const;
  for (const [country, account] of sellers) {
    await readSeller(db, account, country, at(daysAgo(160)));
  }
  await db
    .updateTable('accounts')
    .set({ hold_reasons: JSON.stringify(['case:acct_1RidgeOutdoor:usd']) })
    .where('account', '=', SELLERS.ridge)
    .execute();
  await lostAndReturned(db);
  await recovered(db);
  await atTheGate(db);
  await won(db);
  await inbox(db);
}
