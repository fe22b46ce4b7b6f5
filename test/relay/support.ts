import { WALL_CLOCK } from '../../src/domain/clock';
import { defaultPolicy } from '../../src/policy-file';
import type { Database } from '../../src/store/database';
import { insertEvents, type EventSource } from '../../src/store/events';
import { readEnvelope } from '../../src/webhooks/envelope';

export interface EventFields {
  readonly source?: EventSource;
  readonly type?: string;
  readonly account?: string;
  readonly object?: Record<string, unknown>;
  readonly livemode?: boolean;
}

export function eventText(id: string, fields: EventFields = {}): string {
  const { type = 'charge.dispute.created', account, object = { id: 'dp_1' }, livemode = false } = fields;
  return JSON.stringify({ id, type, account, livemode, created: 1_790_000_000, data: { object } });
}

/** Puts an event into the inbox as the receiver does. */
export async function receive(db: Database, id: string, fields: EventFields = {}): Promise<void> {
  await receiveBody(db, eventText(id, fields), fields.source);
}

export async function receiveBody(
  db: Database,
  body: string,
  source: EventSource = 'platform',
): Promise<void> {
  const envelope = readEnvelope(source === 'recoup' ? 'platform' : source, Buffer.from(body));
  await insertEvents(db, [{ ...envelope, source }]);
}

export const wallClock = { clock: WALL_CLOCK, wallNow: () => Date.now(), policy: defaultPolicy() };

export const wakesOf = (db: Database) => db.selectFrom('wakes').selectAll().orderBy('target').execute();

export const eventsOf = (db: Database) => db.selectFrom('events').selectAll().orderBy('seq').execute();

export const linksOf = (db: Database) =>
  db.selectFrom('event_wakes').selectAll().orderBy('event_seq').orderBy('target').execute();

/** A case that is open, as its first look would write it. */
export async function openCaseRow(db: Database, account: string, currency: string): Promise<number> {
  const at = new Date(1_790_000_000_000);
  const row = await db
    .insertInto('cases')
    .values({
      account,
      currency,
      workflow_id: `case:${account}:${currency}`,
      state: 'collecting',
      opened_clock: at,
      negative_since_clock: at,
      clears_clock: at,
      close_reason: null,
      assignee: null,
    })
    .returning('number')
    .executeTakeFirstOrThrow();
  return row.number;
}

/** An open claim with its posting: what the account owes outside its balance. */
export async function openClaimRow(db: Database, account: string, amountMinor: number): Promise<void> {
  const at = new Date(1_790_000_000_000);
  const claim_id = `fee:dp_9:${account}`;
  const cause = { cause: 'dp_9', part: 'fee' as const };
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('claims')
      .values({
        ...cause,
        claim_id,
        form: 'fee',
        account,
        currency: 'usd',
        cause_currency: 'usd',
        pair_cause_minor: 1,
        pair_claim_minor: 1,
        transfer_id: null,
        owner: 'dispute:dp_9',
        since_clock: at,
        opened_clock: at,
        handled_by: null,
      })
      .execute();
    const { entry_id } = await tx
      .insertInto('entries')
      .values({
        key: claim_id,
        kind: 'claim',
        account,
        effective_clock: at,
        balance_transaction: null,
        move_key: null,
        note: null,
      })
      .returning('entry_id')
      .executeTakeFirstOrThrow();
    const posting = { entry_id, account, currency: 'usd', ...cause, claim_id, since_clock: null };
    await tx
      .insertInto('postings')
      .values([
        { ...posting, line: 1, book: 'claim', amount_minor: amountMinor },
        { ...posting, line: 2, book: 'platform', amount_minor: -amountMinor },
      ])
      .execute();
  });
}

/** A dispute of a direct charge that is followed. */
export async function openDisputeRow(db: Database, dispute: string, account: string): Promise<void> {
  await db
    .insertInto('disputes')
    .values({
      dispute_id: dispute,
      account,
      charge_id: null,
      workflow_id: `dispute:${dispute}`,
      currency: 'usd',
      amount_minor: 1_000,
      status: 'needs_response',
      reason: null,
      state: 'following',
    })
    .execute();
}
