import type { BeforeGiveBack, SellerFacts } from '../../domain/dispute/facts';
import type { WorkflowId } from '../../domain/ids';
import { type Currency, currency } from '../../domain/money';
import type { Losses } from '../../domain/account/standing';
import { lossesOf } from '../../domain/account/standing';
import type { ActivityDeps } from '../deps';
import { readAccount } from '../../store/accounts';
import { isUnreachable } from '../case/account-at-stripe';
import { bookAccount } from '../case/book-account';
import { collectionsUnbooked } from '../case/collections';
import { sentElsewhere } from '../sent-elsewhere';

export interface ReadBeforeGiveBack {
  readonly losses: Losses;
  readonly before: BeforeGiveBack;
}

/**
 * R17: reads the account's balance and the platform's list of collection transfers up to now and books what is
 * found, in the transfers' currency and in the account's own. Throws only what a retry can mend.
 */
export async function readBeforeGiveBack(
  deps: ActivityDeps,
  flow: WorkflowId,
  seller: SellerFacts,
  lastReturnMs: number,
  nowMs: number,
): Promise<ReadBeforeGiveBack> {
  const transfersElsewhere = await sentElsewhere(deps, seller.account, lastReturnMs, flow);
  const read = await readAndBook(deps, seller, nowMs);
  return { losses: read.losses, before: { ...read.shortfall, transfersElsewhere } };
}

interface Standing {
  readonly losses: Losses;
  readonly shortfall: { readonly currency: Currency; readonly shortfallMinor: number };
}

async function readAndBook(deps: ActivityDeps, seller: SellerFacts, nowMs: number): Promise<Standing> {
  try {
    const account = await deps.stripe.accounts.retrieve(seller.account);
    const currencies = new Set<Currency>([seller.currency]);
    if (account.default_currency !== undefined) currencies.add(currency(account.default_currency));
    let shortfall = { currency: seller.currency, shortfallMinor: 0 };
    for (const code of currencies) {
      let booked = await bookAccount(deps, seller.account, code);
      if (await collectionsUnbooked(deps.stripe, deps.db, seller.account, code, nowMs)) {
        booked = await bookAccount(deps, seller.account, code);
      }
      const shortfallMinor = Math.max(0, -booked.availableMinor);
      // Where the transfers' currency has none, a shortfall in the account's own is what the money would land in.
      if (shortfall.shortfallMinor === 0) shortfall = { currency: code, shortfallMinor };
    }
    return { losses: lossesOf(account), shortfall };
  } catch (error) {
    if (isUnreachable(error)) return lastFigures(deps, seller);
    throw error;
  }
}

/** A deauthorized account: its last figures stand. Claims are released all the same; the door holds what is sent. */
async function lastFigures(deps: ActivityDeps, seller: SellerFacts): Promise<Standing> {
  const stored = await readAccount(deps.db, seller.account);
  const book = await deps.db
    .transaction()
    .execute((tx) => deps.ledger.balanceBook(tx, seller.account, seller.currency));
  const shortfallMinor = book.owed.reduce((sum, owed) => sum + owed.amountMinor, 0);
  return {
    losses: stored?.losses ?? 'platform',
    shortfall: { currency: seller.currency, shortfallMinor },
  };
}
