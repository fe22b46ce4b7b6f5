import type { Json } from '../../domain/json';
import type { Database, Tx } from '../../store/database';
import { readSetting, writeSetting } from '../../store/settings';

/** How far a list of Stripe's has been read. Clock instants, epoch ms. */
export interface ListCursor {
  /** Everything created before is read. */
  readonly throughMs: number;
  /** Where an interrupted reading goes on. */
  readonly page: { readonly startedMs: number; readonly after: string } | null;
}

export async function readListCursor(db: Database | Tx, setting: string): Promise<ListCursor | null> {
  return parse(await readSetting(db, setting));
}

export async function writeListCursor(
  tx: Tx,
  setting: string,
  { throughMs, page }: ListCursor,
): Promise<void> {
  await writeSetting(tx, setting, { throughMs, page: page === null ? null : { ...page } });
}

function parse(value: Json | null): ListCursor | null {
  if (typeof value !== 'object' || value === null || !('throughMs' in value)) return null;
  const { throughMs, page } = value;
  if (typeof throughMs !== 'number') return null;
  if (typeof page !== 'object' || page === null || !('after' in page)) return { throughMs, page: null };
  const { startedMs, after } = page;
  if (typeof startedMs !== 'number' || typeof after !== 'string') return { throughMs, page: null };
  return { throughMs, page: { startedMs, after } };
}
