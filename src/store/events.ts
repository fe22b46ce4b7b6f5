import { sql } from 'kysely';
import type { Moment } from '../domain/clock';
import { settleAttention } from './attention';
import type { Database, Tx } from './database';
import { RELAY_CHANNEL, notifyRelay } from './wakes';

export type EventSource = 'platform' | 'connect' | 'recoup';

/** What is kept of something that happened. Nothing in it is believed; the body is kept to look it up later. */
export interface IncomingEvent {
  readonly source: EventSource;
  /** Stripe's id; with `recoup`, the id of what was read; otherwise made from the body. Unique with its source. */
  readonly eventId: string;
  readonly type: string;
  /** The connected account it was sent for. */
  readonly account: string | null;
  readonly objectId: string | null;
  readonly livemode: boolean | null;
  readonly body: string;
  /** Clock time, epoch ms. */
  readonly createdMs: number | null;
}

/**
 * Stores events in one statement and tells the relays; one that is there already only counts a delivery. Answers how
 * many were new. Rows are locked in the order of their ids, so that receivers of the same events do not deadlock.
 */
export async function insertEvents(db: Database | Tx, incoming: readonly IncomingEvent[]): Promise<number> {
  const rows = onePerId(incoming);
  if (rows.length === 0) return 0;
  const column = <T>(read: (event: IncomingEvent) => T): T[] => rows.map(({ event }) => read(event));
  const { rows: answer } = await sql<{ added: number }>`
    with stored as (
      insert into events
        (source, event_id, type, account, object_id, livemode, body, created_clock, deliveries)
      select * from unnest(
        ${column((event) => event.source)}::text[], ${column((event) => event.eventId)}::text[],
        ${column((event) => event.type)}::text[], ${column((event) => event.account)}::text[],
        ${column((event) => event.objectId)}::text[], ${column((event) => event.livemode)}::boolean[],
        ${column((event) => event.body)}::text[],
        ${column((event) => (event.createdMs === null ? null : new Date(event.createdMs).toISOString()))}::timestamptz[],
        ${rows.map(({ deliveries }) => deliveries)}::integer[])
      on conflict (source, event_id) do update set
        deliveries = events.deliveries + excluded.deliveries, last_received_at = now()
      returning xmax = 0 as added
    ), counted as (select count(*) filter (where added) as added from stored)
    select added, case when added > 0 then pg_notify(${RELAY_CHANNEL}, '') end from counted`.execute(db);
  return answer[0]?.added ?? 0;
}

/** One statement cannot touch a row twice: what came several times in one go is counted here. */
function onePerId(incoming: readonly IncomingEvent[]): { event: IncomingEvent; deliveries: number }[] {
  const rows = new Map<string, { event: IncomingEvent; deliveries: number }>();
  for (const event of incoming) {
    const id = `${event.eventId} ${event.source}`;
    const row = rows.get(id);
    if (row) row.deliveries += 1;
    else rows.set(id, { event, deliveries: 1 });
  }
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** A stored event on its way to be routed. */
export interface NewEvent {
  readonly seq: number;
  readonly source: EventSource;
  readonly eventId: string;
  readonly type: string;
  readonly account: string | null;
  readonly objectId: string | null;
  readonly livemode: boolean | null;
  readonly body: string;
  readonly attempts: number;
}

/** Takes the oldest ones that are due, under a lock that other relays pass by. */
export async function takeNewEvents(tx: Tx, limit: number): Promise<NewEvent[]> {
  return tx
    .selectFrom('events')
    .select([
      'seq',
      'source',
      'event_id as eventId',
      'type',
      'account',
      'object_id as objectId',
      'livemode',
      'body',
      'attempts',
    ])
    .where('state', '=', 'new')
    .where('next_attempt_at', '<=', sql<number>`now()`)
    .orderBy('next_attempt_at')
    .orderBy('seq')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

export interface RoutedEvent {
  readonly seq: number;
  readonly state: 'routed' | 'no_concern';
  readonly wakes: readonly { readonly target: string; readonly number: number }[];
  /** Why it is of no concern, or what became of it where it woke nobody. */
  readonly reason: string | null;
}

/** Writes where events went, in the transaction that raised their wakes. */
export async function recordRouting(tx: Tx, routed: readonly RoutedEvent[]): Promise<void> {
  const links = routed.flatMap(({ seq, wakes }) => wakes.map((wake) => ({ event_seq: seq, ...wake })));
  if (links.length > 0) await tx.insertInto('event_wakes').values(links).execute();
  await sql`
    update events set state = r.state, error = r.reason, routed_at = now()
    from unnest(${routed.map((e) => e.seq)}::bigint[], ${routed.map((event) => event.state)}::text[], ${routed.map((e) => e.reason)}::text[])
      as r (seq, state, reason)
    where events.seq = r.seq`.execute(tx);
}

/** Routing one event failed: it is tried again after `retryInMs` of wall time, or set aside where that is null. */
export async function recordRoutingFailure(
  tx: Tx,
  seq: number,
  error: string,
  retryInMs: number | null,
): Promise<void> {
  await sql`
    update events set attempts = attempts + 1, error = ${error},
      state = ${retryInMs === null ? 'set_aside' : 'new'},
      next_attempt_at = now() + ${retryInMs ?? 0} * interval '1 millisecond'
    where seq = ${seq}`.execute(tx);
}

/** Attention about an event that was set aside. */
export const eventSetAsideKey = (seq: number): string => `event:${seq}:set_aside`;

/** A person sends an event again: also one that was handled, set aside or ignored. False where there is none. */
export async function sendAgain(tx: Tx, seq: number, by: string, at: Moment): Promise<boolean> {
  await tx.deleteFrom('event_wakes').where('event_seq', '=', seq).execute();
  const { numUpdatedRows } = await tx
    .updateTable('events')
    .set({ state: 'new', attempts: 0, error: null, next_attempt_at: sql`now()`, routed_at: null })
    .where('seq', '=', seq)
    .executeTakeFirst();
  await settleAttention(tx, eventSetAsideKey(seq), by, at);
  await notifyRelay(tx);
  return numUpdatedRows > 0n;
}

/** A person lets an event rest. False where there is none that waits or is set aside. */
export async function ignoreEvent(
  tx: Tx,
  seq: number,
  by: string,
  reason: string,
  at: Moment,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('events')
    .set({ state: 'ignored', error: `${by}: ${reason}` })
    .where('seq', '=', seq)
    .where('state', 'in', ['new', 'set_aside'])
    .executeTakeFirst();
  await settleAttention(tx, eventSetAsideKey(seq), by, at);
  return numUpdatedRows > 0n;
}
