import type { StandingFound } from '../../../src/domain/account/standing-found';
import type { Moment } from '../../../src/domain/clock';
import type { AccountId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { defaultPolicy } from '../../../src/policy-file';
import { recordRead } from '../../../src/store/account-records';
import type { Database } from '../../../src/store/database';
import { goodRecord } from '../../support/account-records';

/** A seller whom a look has read and found nothing against, as the first event that names it has Recoup do. */
export async function readSeller(
  db: Database,
  account: AccountId,
  country: string,
  at: Moment,
  fields: Partial<StandingFound> = {},
): Promise<void> {
  const { readWallMs: _at, reachable: _is, currencies: _held, ...found } = goodRecord();
  const read = {
    reachable: true as const,
    found: { ...found, account, country, defaultCurrency: currency('usd'), ...fields },
  };
  await db.transaction().execute((tx) => recordRead(tx, account, read, at.wallMs, at, defaultPolicy()));
}
