import type { Tx } from '../../store/database';
import { insertEvents, type IncomingEvent } from '../../store/events';

/** Puts what is not there yet into the inbox: to have read a row again is no delivery. Answers how many were new. */
export async function storeUnseen(tx: Tx, incoming: readonly IncomingEvent[]): Promise<number> {
  const [first] = incoming;
  if (first === undefined) return 0;
  const known = await tx
    .selectFrom('events')
    .select('event_id')
    .where('source', '=', first.source)
    .where(
      'event_id',
      'in',
      incoming.map(({ eventId }) => eventId),
    )
    .execute();
  const ids = new Set(known.map((row) => row.event_id));
  return insertEvents(
    tx,
    incoming.filter(({ eventId }) => !ids.has(eventId)),
  );
}
