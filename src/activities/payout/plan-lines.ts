import type { Moment } from '../../domain/clock';
import { accountId, type AccountId } from '../../domain/ids';
import { currency } from '../../domain/money';
import type { EarnedLine } from '../../domain/payout/earnings';
import { startOfDay } from '../../domain/payout/run-id';
import type { Tx } from '../../store/database';
import { insertEarnings } from '../../store/earnings';
import { insertLines, markCarried, setReleased, withheldSoFar } from '../../store/payout-lines';
import { dateOf, type RunRow } from '../../store/payout-runs';
import { dueReserves, takeDueReserves } from '../../store/reserves';

/**
 * One line for each account that earned something, or of whom earlier runs withheld or reserved something that is due.
 * A rehearsal takes nothing: it only counts.
 */
export async function planEarnings(
  tx: Tx,
  run: RunRow,
  earnings: readonly EarnedLine[],
  at: Moment,
): Promise<void> {
  const code = currency(run.currency);
  const dueByMs = Math.max(at.clockMs, startOfDay(dateOf(run)));
  const withheld = await withheldSoFar(tx, code, 'transfer');
  const due = await dueReserves(tx, code, 'platform', dueByMs);
  const earned = new Map<string, EarnedLine>(earnings.map((line) => [line.account, line]));
  const others = [...withheld.keys(), ...due.map(({ account }) => account)].filter((one) => !earned.has(one));
  const accounts = [...earned.keys(), ...[...new Set(others)].toSorted()].map((one) => accountId(one));
  const ids = await insertLines(
    tx,
    run,
    accounts.map((account) => ({
      account,
      earnedMinor: earned.get(account)?.amountMinor ?? 0,
      carriedMinor: withheld.get(account)?.amountMinor ?? 0,
      releasedMinor: due.find((one) => one.account === account)?.amountMinor ?? 0,
    })),
    at,
  );
  if (run.dry_run) return;
  const idOf = (account: string): number => ids.get(account) ?? 0;
  for (const [account, { lines }] of withheld) await markCarried(tx, lines, idOf(account));
  const takers = accounts.map((account) => ({ lineId: idOf(account), account }));
  await setReleased(tx, await takeDueReserves(tx, takers, code, 'platform', dueByMs));
  await insertEarnings(
    tx,
    earnings.flatMap(({ account, charges }) =>
      charges.map((one) => ({ ...one, account, currency: code, lineId: idOf(account) })),
    ),
    at,
  );
}

/**
 * One line for each account; how much is known when its balance is read. What earlier lines withheld lies there too,
 * and no share of it is held again.
 */
export async function planPayouts(
  tx: Tx,
  run: RunRow,
  accounts: readonly AccountId[],
  at: Moment,
): Promise<void> {
  const code = currency(run.currency);
  const withheld = await withheldSoFar(tx, code, 'payout');
  const carried = (account: string): number => withheld.get(account)?.amountMinor ?? 0;
  const ids = await insertLines(
    tx,
    run,
    accounts.map((account) => ({
      account,
      earnedMinor: 0,
      carriedMinor: carried(account),
      releasedMinor: 0,
    })),
    at,
  );
  if (run.dry_run) return;
  for (const [account, lineId] of ids) await markCarried(tx, withheld.get(account)?.lines ?? [], lineId);
  const takers = accounts.map((account) => ({ lineId: ids.get(account) ?? 0, account }));
  const dueByMs = Math.max(at.clockMs, startOfDay(dateOf(run)));
  await setReleased(tx, await takeDueReserves(tx, takers, code, 'account', dueByMs));
}
