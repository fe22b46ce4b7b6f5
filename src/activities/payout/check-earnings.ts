import type { EarnedLine } from '../../domain/payout/earnings';
import { recordOf } from '../../store/account-records';
import type { Tx } from '../../store/database';
import { paidAlready } from '../../store/earnings';
import type { RunRow } from '../../store/payout-runs';
import { RunRefused, some } from './run-refused';

const ROWS_AT_ONCE = 10_000;

/**
 * What only the store can tell of earnings: accounts that nobody knows, currencies that they do not hold, charges that
 * were paid before. @throws RunRefused
 */
export async function checkEarnings(tx: Tx, run: RunRow, lines: readonly EarnedLine[]): Promise<void> {
  await checkAccounts(tx, run, lines);
  const earned = lines.flatMap(({ account, charges }) => charges.map(({ charge }) => ({ charge, account })));
  const paid = await paidAlready(tx, earned);
  if (paid.length === 0) return;
  const named = paid.map(({ charge, account, run: by }) => `${charge} for ${account} (${by})`);
  throw new RunRefused(
    'charge_paid',
    `A charge pays its seller once, and these are in a run already: ${some(named)}. Take them out; what a run held or could not pay is paid by re-issuing it.`,
  );
}

async function checkAccounts(tx: Tx, run: RunRow, lines: readonly EarnedLine[]): Promise<void> {
  const unknown: string[] = [];
  const foreign: string[] = [];
  for (let from = 0; from < lines.length; from += ROWS_AT_ONCE) {
    const page = lines.slice(from, from + ROWS_AT_ONCE);
    const rows = await tx
      .selectFrom('accounts')
      .selectAll()
      .where(
        'account',
        'in',
        page.map(({ account }) => account),
      )
      .execute();
    const records = new Map(rows.map((row) => [row.account, recordOf(row)]));
    for (const { line, account } of page) {
      const record = records.get(account);
      if (record === undefined || record.readWallMs === 0) {
        unknown.push(`${account} (line ${line})`);
      } else if (!record.currencies.some((code) => code === run.currency)) {
        foreign.push(`${account} (line ${line}) holds ${record.currencies.join(', ') || 'nothing'}`);
      }
    }
  }
  if (unknown.length > 0) {
    throw new RunRefused(
      'unknown_account',
      `Recoup has never read these accounts: ${some(unknown)}. If they are this platform's, the next sweep reads them (bin/recoup sweep); otherwise the ids are wrong.`,
    );
  }
  if (foreign.length > 0) {
    throw new RunRefused(
      'currency_not_held',
      `These accounts hold no ${run.currency}, and Stripe would exchange what arrives: ${some(foreign)}. Pay them in a currency that they hold, or have them add a bank account in ${run.currency}.`,
    );
  }
}
