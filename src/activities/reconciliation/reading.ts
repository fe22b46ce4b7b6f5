import { type Reading, READINGS } from '../../domain/reconciliation/compare';
import type { Database, Tx } from '../../store/database';
import { readSetting, writeSetting } from '../../store/settings';

const SETTING = 'reserve_reading';

/** The reading of Stripe's words by which the reserve is judged: that of its help pages, until figures say otherwise. */
export async function readingSoFar(db: Database | Tx): Promise<Reading> {
  const kept = await readSetting(db, SETTING);
  return READINGS.find((reading) => reading === kept) ?? 'platform';
}

export async function keepReading(tx: Tx, reading: Reading): Promise<void> {
  await writeSetting(tx, SETTING, reading);
}
