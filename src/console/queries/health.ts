import { sql } from 'kysely';
import type { Database } from '../../store/database';
import { readDoorState, type Mode } from '../../store/door-state';
import { readSetting } from '../../store/settings';
import { lastEndedSweep } from '../../store/sweeps';

/** What the strip shows. Instants and ages are wall time. */
export interface Health {
  readonly mode: Mode;
  readonly frozen: boolean;
  readonly livemode: boolean | null;
  readonly lastWebhookMs: number | null;
  /** When the last sweep that came to its end ended, and how many of its parts failed. */
  readonly lastSweep: { readonly endedMs: number; readonly failed: number } | null;
  /** Inbox rows that wait to be routed, and how long the oldest has. */
  readonly unrouted: Backlog;
  /** Wakes that are due and not sent, and how long the oldest has been. */
  readonly unsent: Backlog;
  /** Rows that were tried again and again in vain, and wait for a person. */
  readonly setAside: number;
}

export interface Backlog {
  readonly count: number;
  readonly oldestMs: number | null;
}

export async function readHealth(db: Database): Promise<Health> {
  const door = await readDoorState(db);
  const installation = await readSetting(db, 'installation');
  const { rows } = await sql<{
    last_webhook: number | null;
    unrouted: number;
    oldest_unrouted: number | null;
    unsent: number;
    oldest_unsent: number | null;
    set_aside: number;
  }>`select
      (select received_at from events where source <> 'recoup' order by seq desc limit 1) as last_webhook,
      (select count(*) from events where state = 'new') as unrouted,
      (select min(received_at) from events where state = 'new') as oldest_unrouted,
      (select count(*) from wakes
        where number > sent and set_aside_at is null and due_at <= now()) as unsent,
      (select min(due_at) from wakes
        where number > sent and set_aside_at is null and due_at <= now()) as oldest_unsent,
      (select count(*) from wakes where set_aside_at is not null)
        + (select count(*) from events where state = 'set_aside') as set_aside`.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error('the database answered a select without from with no row');
  const livemode =
    typeof installation === 'object' && installation !== null && 'livemode' in installation
      ? installation.livemode === true
      : null;
  return {
    ...door,
    livemode,
    lastWebhookMs: row.last_webhook,
    lastSweep: await readLastSweep(db),
    unrouted: { count: row.unrouted, oldestMs: row.oldest_unrouted },
    unsent: { count: row.unsent, oldestMs: row.oldest_unsent },
    setAside: row.set_aside,
  };
}

async function readLastSweep(db: Database): Promise<Health['lastSweep']> {
  const row = await lastEndedSweep(db);
  if (row === null || row.ended_at === null || row.result === null) return null;
  const failed = Object.values(row.result).filter((part) => part.failed !== null).length;
  return { endedMs: row.ended_at, failed };
}
