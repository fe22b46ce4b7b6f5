import { DAY_MS, momentAt } from '../../domain/clock';
import { accountId } from '../../domain/ids';
import { ensureAccount } from '../../store/accounts';
import type { Slice, SliceDone } from './deps';
import { readList } from './read-list';

/** Accounts that Stripe lists and nobody has told of. The full scan begins with them: nobody has read them yet. */
export function readNewAccounts(slice: Slice): Promise<SliceDone> {
  return readList(slice, {
    setting: 'sweep_new_accounts',
    firstMs: null,
    overlapMs: DAY_MS,
    list: (page) => slice.stripe.accounts.list(page),
    store: async (tx, accounts) => {
      let found = 0;
      for (const { id } of accounts) {
        if (await ensureAccount(tx, accountId(id), momentAt(slice.clock, slice.wallNow()))) found += 1;
      }
      return found;
    },
  });
}
