import type { AccountId } from '../../../src/domain/ids';
import type { Database } from '../../../src/store/database';
import { insertEvents, recordRouting } from '../../../src/store/events';
import { raiseWakes } from '../../../src/store/wakes';
import { NOW, NOW_WALL, SELLERS } from './tools';

export async function inbox(db: Database): Promise<void> {
  const event = (id: string, type: string, account: AccountId | null, objectId: string) => ({
    source: account === null ? ('platform' as const) : ('connect' as const),
    eventId: id,
    type,
    account,
    objectId,
    livemode: false,
    body: '{}',
    createdMs: NOW,
  });
  const events = [
    event('evt_1a', 'charge.dispute.funds_withdrawn', null, 'dp_1RidgeTent'),
    event('evt_1b', 'payout.failed', SELLERS.ridge, 'po_2'),
    event('evt_1c', 'customer.created', null, 'cus_1'),
    event('evt_1d', 'charge.dispute.created', null, 'dp_1KieferTisch'),
  ];
  await insertEvents(db, [
    ...events,
    ...Array.from({ length: 19 }, () => events[3] ?? event('', '', null, '')),
  ]);
  await db.transaction().execute(async (tx) => {
    const stored = await tx.selectFrom('events').select(['seq', 'event_id']).orderBy('seq').execute();
    const seqOf = (id: string): number => stored.find((row) => row.event_id === id)?.seq ?? 0;
    const numbers = await raiseWakes(tx, [
      { subject: { kind: 'dispute', dispute: 'dp_1RidgeTent', account: null }, wakeClass: 'now', by: 1 },
      { subject: { kind: 'account', account: SELLERS.ridge }, wakeClass: 'now', by: 1 },
    ]);
    const targets = [...numbers].map(([target, number]) => ({ target, number }));
    await recordRouting(tx, [
      {
        seq: seqOf('evt_1a'),
        state: 'routed',
        wakes: targets.filter(({ target }) => target.startsWith('dispute:')),
        reason: null,
      },
      {
        seq: seqOf('evt_1b'),
        state: 'routed',
        wakes: targets.filter(({ target }) => target.startsWith('account:')),
        reason: null,
      },
      { seq: seqOf('evt_1c'), state: 'no_concern', wakes: [], reason: null },
    ]);
    await tx
      .updateTable('event_wakes')
      .set({ handled_at: new Date(NOW_WALL) })
      .where('target', 'like', 'dispute:%')
      .execute();
    await tx
      .updateTable('events')
      .set({ received_at: new Date(NOW_WALL - 4_000) })
      .execute();
  });
  await insertEvents(db, [event('evt_1e', 'invoice.paid', null, 'in_1')]);
  await db
    .updateTable('events')
    .set({ state: 'set_aside', error: 'its body is not JSON' })
    .where('event_id', '=', 'evt_1e')
    .execute();
}
