import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { momentAt, type Clock } from '../../src/domain/clock';
import { listNotices, retryNotice, withdrawByHand } from '../../src/notify/by-hand';
import { NotDelivered, type Way } from '../../src/notify/channel';
import { sendDueNotices, type OutboxOptions } from '../../src/notify/outbox';
import { openAttention } from '../../src/store/attention';
import { queueNotice } from '../../src/store/notices';
import { postbox, TO_THE_LOG, type Postbox } from '../support/notices';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const clock: Clock = { originMs: Date.parse('2026-03-02T00:00:00Z'), msPerDay: 2_000 };
const AT = momentAt(clock, clock.originMs);
const SAID = { by: 'ana', reason: 'the mailbox is mended' };
const FIRST: Way = { channel: 'mail', address: 'first@example.com' };
const SECOND: Way = { channel: 'mail', address: 'second@example.com' };

let fresh: FreshDatabase;
let box: Postbox;
let options: OutboxOptions;

beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(async () => {
  await fresh.close();
});
beforeEach(async () => {
  await fresh.db.deleteFrom('notices').execute();
  await fresh.db.deleteFrom('attention').execute();
  box = postbox();
  options = {
    db: fresh.db,
    post: box,
    contactOf: () => Promise.resolve({ email: null, bankLast4: {} }),
    recipients: { ...TO_THE_LOG, team: [FIRST, SECOND] },
    clock,
    wallNow: () => clock.originMs,
    platform: 'Ridge Market',
    links: null,
    log: pino({ enabled: false }),
  };
});

const row = () => fresh.db.selectFrom('notices').selectAll().executeTakeFirstOrThrow();
const inTx = (work: (tx: Parameters<typeof retryNotice>[0]) => Promise<unknown>) =>
  fresh.db.transaction().execute(work);

/** One notice to two people of the team; answers its number. */
async function queued(): Promise<number> {
  await inTx((tx) =>
    queueNotice(
      tx,
      {
        subject: 'charge:ch_1',
        rung: 'early-fraud-warning',
        audience: 'team',
        template: 'fraudWarning',
        params: { charge: 'ch_1' },
        account: null,
        level: 1,
      },
      clock.originMs,
      AT,
    ),
  );
  return (await row()).notice_id;
}

/** The first has it, the second's mailbox refuses it. */
async function givenUp(): Promise<number> {
  const id = await queued();
  box.refuse = (way) => (way === SECOND ? new NotDelivered('unknown mailbox', 'never') : null);
  await sendDueNotices(options);
  box.refuse = null;
  return id;
}

const said = async (kind: string) =>
  fresh.db
    .selectFrom('decisions')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('seq', 'desc')
    .executeTakeFirst();

describe('a notice that was given up', () => {
  test('goes out again to whoever does not have it, and is off the list of what needs a person', async () => {
    const id = await givenUp();
    expect(await openAttention(fresh.db)).toHaveLength(1);
    await inTx((tx) => retryNotice(tx, id, SAID, AT));
    expect(await openAttention(fresh.db)).toHaveLength(0);
    expect(await said('notice_retried')).toMatchObject({
      actor: 'ana',
      inputs: { notice: id, role: 'team' },
    });
    expect(await sendDueNotices(options)).toBe(1);
    expect(box.posted.map(({ way }) => way)).toEqual([FIRST, SECOND]);
    expect(await row()).toMatchObject({ state: 'sent', attempts: 1 });
  });

  test('that fails once more needs a person once more', async () => {
    const id = await givenUp();
    await inTx((tx) => retryNotice(tx, id, SAID, AT));
    box.refuse = (way) => (way === SECOND ? new NotDelivered('still unknown', 'never') : null);
    await sendDueNotices(options);
    expect(await openAttention(fresh.db)).toMatchObject([{ kind: 'notice_failed' }]);
  });

  test('can be withdrawn instead', async () => {
    const id = await givenUp();
    await inTx((tx) => withdrawByHand(tx, id, { by: 'ana', reason: 'told by telephone' }, AT));
    expect(await row()).toMatchObject({ state: 'withdrawn', error: 'withdrawn by ana: told by telephone' });
    expect(await openAttention(fresh.db)).toHaveLength(0);
    expect(await said('notice_withdrawn')).toMatchObject({ actor: 'ana', reason: 'told by telephone' });
  });
});

test('a notice that waits can be withdrawn, and nobody gets it', async () => {
  const id = await queued();
  await inTx((tx) => withdrawByHand(tx, id, SAID, AT));
  expect(await sendDueNotices(options)).toBe(0);
  expect(box.posted).toHaveLength(0);
});

describe('what cannot be done is said, and why', () => {
  test('there is no such notice', async () => {
    await expect(inTx((tx) => retryNotice(tx, 99, SAID, AT))).rejects.toThrow('there is no notice 99');
    await expect(inTx((tx) => withdrawByHand(tx, 99, SAID, AT))).rejects.toThrow('there is no notice 99');
  });

  test('it waits already', async () => {
    const id = await queued();
    await expect(inTx((tx) => retryNotice(tx, id, SAID, AT))).rejects.toThrow('waits to be sent');
  });

  test('it was sent', async () => {
    const id = await queued();
    await sendDueNotices(options);
    await expect(inTx((tx) => retryNotice(tx, id, SAID, AT))).rejects.toThrow('was sent on 2026-03-02');
    await expect(inTx((tx) => withdrawByHand(tx, id, SAID, AT))).rejects.toThrow('it cannot be withdrawn');
  });

  test('it was withdrawn', async () => {
    const id = await queued();
    await inTx((tx) => withdrawByHand(tx, id, SAID, AT));
    await expect(inTx((tx) => retryNotice(tx, id, SAID, AT))).rejects.toThrow('is withdrawn');
  });
});

test('the list has those given up before those that wait, and on demand those that ended', async () => {
  const failed = await givenUp();
  await inTx(async (tx) => {
    const { notice_id: _id, message_id: _message, rendered: _rendered, params, ...rest } = await row();
    const copy = (rung: string, state: 'queued' | 'sent') => ({
      ...rest,
      rung,
      state,
      params: JSON.stringify(params),
      send_at: new Date(clock.originMs),
      next_attempt_at: null,
      created_at: new Date(clock.originMs),
      created_clock: new Date(clock.originMs),
      sent_at: null,
    });
    await tx
      .insertInto('notices')
      .values([copy('waits', 'queued'), copy('sent', 'sent')])
      .execute();
  });
  const states = async (all: boolean) => (await listNotices(fresh.db, all, 10)).map(({ state }) => state);
  expect(await states(false)).toEqual(['failed', 'queued']);
  expect(await states(true)).toEqual(['failed', 'queued', 'sent']);
  expect((await listNotices(fresh.db, false, 1)).map(({ notice_id }) => notice_id)).toEqual([failed]);
});
