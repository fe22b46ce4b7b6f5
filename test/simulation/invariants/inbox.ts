import type { Ended } from '../schedule';

export async function everyEventIsStoredOnce({ system, swept }: Ended): Promise<readonly string[]> {
  const rows = await system.driver.db
    .selectFrom('events')
    .select(['source', 'event_id', 'deliveries'])
    .where('source', '!=', 'recoup')
    .execute();
  const path = { platform: '/stripe', connect: '/stripe/connect', recoup: '' };
  const stored = new Map(rows.map((row) => [`${path[row.source]} ${row.event_id}`, row.deliveries]));
  const { accepted } = system;
  // What a sweep stores counts as a delivery, be it the first or one beside.
  const most = (one: string): number => (accepted.get(one) ?? 0) + (swept ? 1 : 0);
  return [
    ...[...stored].flatMap(([one, times]) => (times > most(one) ? [`${one} is there ${times} times`] : [])),
    ...[...accepted].flatMap(([one, times]) => ((stored.get(one) ?? 0) < times ? [`${one} was lost`] : [])),
  ];
}

export async function nothingIsLeftInTheInbox({ system }: Ended): Promise<readonly string[]> {
  const { db } = system.driver;
  const events = await db
    .selectFrom('events')
    .select(['type', 'state', 'error'])
    .where('state', 'in', ['new', 'set_aside'])
    .execute();
  const wakes = await db
    .selectFrom('wakes')
    .select(['target', 'error'])
    .whereRef('number', '>', 'sent')
    .execute();
  return [...events, ...wakes].map((row) => JSON.stringify(row));
}
