import { sql } from 'kysely';
import { accountId, type AccountId } from '../domain/ids';
import { currency, type Currency } from '../domain/money';
import { reserveHeld, reserveReleased } from '../domain/ledger/reserve-entries';
import type { TargetPayout } from '../domain/payout/target-payout';
import { instant, type Database, type Tx } from './database';
import { writeEntries } from './entries';

/** Where the money lies: with the platform, which has not sent it, or on the account, which is not paid out of it. */
export type Lies = 'platform' | 'account';

/** One seller's money in one place. */
export interface Purse {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly lies: Lies;
}

/** Books what a payout line holds; a line holds once. `lineId` names it, `heldMs` is clock time. */
export async function holdReserve(
  tx: Tx,
  lineId: number,
  purse: Purse,
  reserve: NonNullable<TargetPayout['reserve']>,
  heldMs: number,
): Promise<void> {
  const { account, currency: code, lies } = purse;
  const { amountMinor, basisPoints, releasesAtMs } = reserve;
  const row = await tx
    .insertInto('reserves')
    .values({
      held_by: lineId,
      account,
      currency: code,
      lies,
      amount_minor: amountMinor,
      basis_points: basisPoints,
      held_clock: new Date(heldMs),
      releases_clock: new Date(releasesAtMs),
      taken_by: null,
    })
    .onConflict((conflict) => conflict.column('held_by').doNothing())
    .returning('reserve_id')
    .executeTakeFirst();
  if (row === undefined || lies === 'account') return;
  const head = { key: `reserve_held:${row.reserve_id}`, effectiveMs: heldMs };
  await writeEntries(tx, [reserveHeld(head, { account, currency: code, amountMinor })]);
}

/** Sellers of whom something is due and in no line yet: a run pays them also where they have earned nothing since. */
export async function dueReserves(
  db: Database | Tx,
  code: Currency,
  lies: Lies,
  nowMs: number,
): Promise<readonly { readonly account: AccountId; readonly amountMinor: number }[]> {
  const rows = await db
    .selectFrom('reserves')
    .select((row) => ['account', row.fn.sum<number>('amount_minor').as('minor')])
    .where('currency', '=', code)
    .where('lies', '=', lies)
    .where('taken_by', 'is', null)
    .where('releases_clock', '<=', instant(nowMs))
    .groupBy('account')
    .orderBy('account')
    .execute();
  return rows.map((row) => ({ account: accountId(row.account), amountMinor: row.minor }));
}

/**
 * Puts what is due into the gross of these lines, where no other line finds it. Answers what each has taken, by line:
 * another run may have been first.
 */
export async function takeDueReserves(
  tx: Tx,
  lines: readonly { readonly lineId: number; readonly account: AccountId }[],
  code: Currency,
  lies: Lies,
  nowMs: number,
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ line_id: number; minor: number }>`
    with taken as (
      update reserves r set taken_by = line.line_id
      from unnest(${lines.map(({ account }) => account)}::text[], ${lines.map(({ lineId }) => lineId)}::bigint[])
        as line(account, line_id)
      where r.account = line.account and r.currency = ${code} and r.lies = ${lies}
        and r.taken_by is null and r.releases_clock <= ${new Date(nowMs)}
      returning r.taken_by, r.amount_minor
    )
    select taken_by as line_id, sum(amount_minor) as minor from taken group by taken_by`.execute(tx);
  return new Map(rows.map((row) => [row.line_id, row.minor]));
}

/** The line that took them pays nothing: another one pays in its place, or (null) they are due again. */
export async function passReserves(tx: Tx, fromLineId: number, toLineId: number | null): Promise<void> {
  await tx
    .updateTable('reserves')
    .set({ taken_by: toLineId })
    .where('taken_by', '=', fromLineId)
    .where('released_clock', 'is', null)
    .execute();
}

/** The line is settled: what it took is let go, once. */
export async function releaseReserves(tx: Tx, lineId: number, releasedMs: number): Promise<void> {
  const rows = await tx
    .updateTable('reserves')
    .set({ released_clock: new Date(releasedMs) })
    .where('taken_by', '=', lineId)
    .where('released_clock', 'is', null)
    .returningAll()
    .execute();
  const entries = rows
    .filter(({ lies }) => lies === 'platform')
    .map((row) => {
      const head = { key: `reserve_released:${row.reserve_id}`, effectiveMs: releasedMs };
      const amountMinor = row.amount_minor;
      return reserveReleased(head, {
        account: accountId(row.account),
        currency: currency(row.currency),
        amountMinor,
      });
    });
  await writeEntries(tx, entries);
}

/** What is held and not let go yet, without what this line has taken into its gross. Clock instants, next release first. */
export async function heldReserves(
  db: Database | Tx,
  purse: Purse,
  lineId: number | null,
): Promise<
  readonly { readonly amountMinor: number; readonly heldMs: number; readonly releasesAtMs: number }[]
> {
  const rows = await db
    .selectFrom('reserves')
    .select(['amount_minor', 'held_clock', 'releases_clock', 'taken_by'])
    .where('account', '=', purse.account)
    .where('currency', '=', purse.currency)
    .where('lies', '=', purse.lies)
    .where('released_clock', 'is', null)
    .orderBy('releases_clock')
    .execute();
  return rows
    .filter((row) => row.taken_by === null || row.taken_by !== lineId)
    .map((row) => ({
      amountMinor: row.amount_minor,
      heldMs: row.held_clock,
      releasesAtMs: row.releases_clock,
    }));
}
