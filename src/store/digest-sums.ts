import { type RawBuilder, sql } from 'kysely';
import type { DigestSum } from '../domain/digest/digest';
import type { Database, Tx } from './database';
import { partsPaid } from './recovered';

/** A day in both times: what is booked late counts on the day on which it was booked. */
export interface DayBounds {
  readonly fromClock: Date;
  readonly toClock: Date;
  readonly fromWall: Date;
  readonly toWall: Date;
}

/** Moves whose outcome became known on the day. */
export function movesOfDay(
  db: Database | Tx,
  { fromWall, toWall }: DayBounds,
  state: 'moved' | 'refused',
): Promise<readonly DigestSum[]> {
  return sums(
    db,
    sql`select kind as what, currency, amount_minor as minor from money_moves
      where state = ${state} and settled_at >= ${fromWall} and settled_at < ${toWall}`,
  );
}

/** What paid shortfalls and claims, by method. A returned debit is negative. */
export function paidOnDay(db: Database | Tx, day: DayBounds): Promise<readonly DigestSum[]> {
  const parts = partsPaid(bookedOn(day));
  return sums(db, sql`select method as what, currency, minor from (${parts}) parts where method is not null`);
}

export function writtenOffOnDay(db: Database | Tx, day: DayBounds): Promise<readonly DigestSum[]> {
  return sums(
    db,
    sql`select 'written_off' as what, p.currency, p.amount_minor as minor
      from postings p join entries e using (entry_id) where p.book = 'written_off' and ${bookedOn(day)}`,
  );
}

/** Each entry counts once: on the later of the days on which it took effect and was booked. */
const bookedOn = ({ fromClock, toClock, fromWall, toWall }: DayBounds): RawBuilder<boolean> => sql`(
  (e.effective_clock >= ${fromClock} or e.booked_at >= ${fromWall})
  and e.effective_clock < ${toClock} and e.booked_at < ${toWall})`;

async function sums(db: Database | Tx, lines: RawBuilder<unknown>): Promise<readonly DigestSum[]> {
  const { rows } = await sql<DigestSum>`
    select what, currency, sum(minor)::bigint as "amountMinor", count(*) as count from (${lines}) lines
    group by what, currency order by currency, what`.execute(db);
  return rows;
}
