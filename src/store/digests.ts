import type { Selectable } from 'kysely';
import type { Digest } from '../domain/digest/digest';
import type { Moment } from '../domain/clock';
import type { Database, Tx } from './database';
import type { Schema } from './schema';

export type DigestRow = Selectable<Schema['digests']>;

/** Keeps the digest of a day once; answers whether it was the first. One that is there stays as it was. */
export async function insertDigest(tx: Tx, digest: Digest, at: Moment): Promise<boolean> {
  const row = await tx
    .insertInto('digests')
    .values({
      date: digest.date,
      from_clock: new Date(digest.fromMs),
      to_clock: new Date(digest.toMs),
      written_at: new Date(at.wallMs),
      written_clock: new Date(at.clockMs),
      digest: JSON.stringify(digest),
    })
    .onConflict((conflict) => conflict.column('date').doNothing())
    .returning('date')
    .executeTakeFirst();
  return row !== undefined;
}

export async function readDigest(db: Database | Tx, date: string): Promise<Digest | null> {
  const row = await db.selectFrom('digests').select('digest').where('date', '=', date).executeTakeFirst();
  return row?.digest ?? null;
}

/** The latest first. */
export async function readDigests(db: Database | Tx, limit: number): Promise<readonly Digest[]> {
  const rows = await db.selectFrom('digests').select('digest').orderBy('date', 'desc').limit(limit).execute();
  return rows.map(({ digest }) => digest);
}

/** The first and the last date of which there is a digest. */
export async function digestDates(
  db: Database | Tx,
): Promise<{ readonly first: string | null; readonly last: string | null }> {
  const row = await db
    .selectFrom('digests')
    .select(({ fn }) => [fn.min<string | null>('date').as('first'), fn.max<string | null>('date').as('last')])
    .executeTakeFirst();
  return { first: row?.first ?? null, last: row?.last ?? null };
}
