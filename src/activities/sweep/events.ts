import type Stripe from 'stripe';
import { DAY_MS, HOUR_MS, momentAt } from '../../domain/clock';
import { raiseAttention } from '../../store/attention';
import type { IncomingEvent } from '../../store/events';
import { PLATFORM_EVENTS } from '../../stripe/webhook-events';
import type { Slice, SliceDone } from './deps';
import { readListCursor } from './list-cursor';
import { readList } from './read-list';
import { storeUnseen } from './store-unseen';

const UNDELIVERED = 'sweep_events';
const FAILURES = 'sweep_failures';

/** Stripe lists events for as long. */
const KEPT_MS = 30 * DAY_MS;

/** An account that is read anyway shows these by its balance; Stripe takes twenty types at most. */
const SHOWN_BY_THE_BALANCE = /^(balance\.available|transfer\.|topup\.|payout\.created)/;
const OLD_OR_OF_THE_PLATFORM = /^(charge\.refund|radar\.)/;

/** Of an account's undelivered events, those that its balance does not show. */
export const undeliveredOfAccounts = (types: readonly string[]): string[] =>
  types.filter((type) => !SHOWN_BY_THE_BALANCE.test(type) && !OLD_OR_OF_THE_PLATFORM.test(type));

/**
 * The platform's events that no endpoint got, or not yet: into the inbox under their own ids, so that a delivery that
 * comes later is the same row.
 */
export async function readUndelivered(slice: Slice): Promise<SliceDone> {
  await sayWhatIsLost(slice);
  return readList(slice, {
    setting: UNDELIVERED,
    firstMs: DAY_MS,
    overlapMs: 2 * HOUR_MS,
    list: (page) =>
      slice.stripe.events.list({ ...page, delivery_success: false, types: [...PLATFORM_EVENTS] }),
    store: (tx, events) =>
      storeUnseen(
        tx,
        events.map((event) => toIncoming(event, null)),
      ),
  });
}

/**
 * What fails long after its object was made, and what no list of objects shows: read whether it was delivered or not,
 * for where no endpoint asks for it nothing counts as undelivered.
 */
export function readFailures(slice: Slice): Promise<SliceDone> {
  return readList(slice, {
    setting: FAILURES,
    firstMs: DAY_MS,
    overlapMs: 2 * HOUR_MS,
    list: (page) =>
      slice.stripe.events.list({
        ...page,
        types: ['charge.failed', 'refund.failed', 'radar.early_fraud_warning.created'],
      }),
    store: (tx, events) =>
      storeUnseen(
        tx,
        events.map((event) => toIncoming(event, null)),
      ),
  });
}

/** As the receiver would have stored it. */
export function toIncoming(event: Stripe.Event, account: string | null): IncomingEvent {
  const { object } = event.data;
  return {
    source: account === null ? 'platform' : 'connect',
    eventId: event.id,
    type: event.type,
    account,
    objectId: 'id' in object && typeof object.id === 'string' ? object.id : null,
    livemode: event.livemode,
    body: JSON.stringify(account === null ? event : { ...event, account }),
    createdMs: event.created * 1_000,
  };
}

/** After a long stop, events are lost that Stripe lists no more; the objects themselves are read all the same. */
async function sayWhatIsLost({ db, clock, wallNow, nowMs }: Slice): Promise<void> {
  const cursor = await readListCursor(db, UNDELIVERED);
  if (cursor === null || nowMs - cursor.throughMs <= KEPT_MS) return;
  const from = new Date(cursor.throughMs).toISOString();
  const attention = {
    key: `sweep:events:gap:${cursor.throughMs}`,
    subject: 'sweep:events',
    kind: 'sweep_gap',
    message: `Undelivered events were last read at ${from}, and Stripe lists them for 30 days only: what was announced in between and never delivered is not read any more. Open disputes, refunds and balances are read by themselves. Compare fraud warnings and failed payments of that time in Stripe's Dashboard, then settle this.`,
    command: null,
  };
  await raiseAttention(db, attention, momentAt(clock, wallNow()));
}
