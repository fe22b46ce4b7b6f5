import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../../store/database';

/** An event as the inbox shows it: when it came and how often, and who handled it when. Wall time. */
export interface InboxRow {
  readonly seq: number;
  readonly source: string;
  readonly event_id: string;
  readonly type: string;
  readonly account: string | null;
  readonly object_id: string | null;
  readonly deliveries: number;
  readonly received_at: number;
  readonly state: string;
  readonly error: string | null;
  readonly wakes: readonly InboxWake[];
}

export interface InboxWake {
  readonly target: string;
  /** Epoch ms of wall time; null while the wake is not sent. */
  readonly handledMs: number | null;
}

/** Those that were set aside first, then the newest. */
export async function readInbox(db: Database, limit: number): Promise<readonly InboxRow[]> {
  const select = (where: RawBuilder<boolean>): RawBuilder<InboxRow> => sql<InboxRow>`
    select e.seq, e.source, e.event_id, e.type, e.account, e.object_id, e.deliveries, e.received_at, e.state, e.error,
      coalesce((
        select jsonb_agg(jsonb_build_object('target', w.target,
          'handledMs', floor(extract(epoch from w.handled_at) * 1000)) order by w.target)
        from event_wakes w where w.event_seq = e.seq), '[]') as wakes
    from events e where ${where} order by e.seq desc limit ${limit}`;
  const setAside = await select(sql`e.state = 'set_aside'`).execute(db);
  const others = await select(sql`e.state <> 'set_aside'`).execute(db);
  return [...setAside.rows, ...others.rows].slice(0, limit);
}
