import { accountId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import type { Ended } from '../schedule';

export function openClaims({ system }: Pick<Ended, 'system'>, account: string, code: string) {
  const { db, deps } = system.driver;
  return db.transaction().execute((tx) => deps.ledger.openClaims(tx, accountId(account), currency(code)));
}
