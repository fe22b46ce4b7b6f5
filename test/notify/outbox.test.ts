import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { accountId } from '../../src/domain/ids';
import { momentAt, toWall, type Clock } from '../../src/domain/clock';
import type { Channel, Message } from '../../src/notify/channel';
import { sendDueNotices, type OutboxOptions } from '../../src/notify/outbox';
import { createOutbox } from '../../src/notify/run-outbox';
import { openAttention } from '../../src/store/attention';
import { queueNotice } from '../../src/store/notices';
import type { NoticeInput } from '../../src/store/ports';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const clock: Clock = { originMs: Date.parse('2026-03-02T00:00:00Z'), msPerDay: 2_000 };
const START = clock.originMs;

class Postbox implements Channel {
  readonly messages: Message[] = [];
  closed = false;
  constructor(readonly name: string) {}
  deliver(message: Message): Promise<void> {
    if (this.closed) return Promise.reject(new Error('nobody answers'));
    this.messages.push(message);
    return Promise.resolve();
  }
}

const fraudWarning: NoticeInput = {
  subject: 'charge:ch_1',
  rung: 'early-fraud-warning',
  audience: 'team',
  template: 'fraudWarning',
  params: { charge: 'ch_1' },
  account: null,
};

let fresh: FreshDatabase;
let mail: Postbox;
let hook: Postbox;
let wallMs: number;
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
  await fresh.db.deleteFrom('cases').execute();
  mail = new Postbox('mail');
  hook = new Postbox('hook');
  wallMs = START;
  options = {
    db: fresh.db,
    channels: [mail, hook],
    clock,
    wallNow: () => wallMs,
    platform: 'Ridge Market',
    log: pino({ enabled: false }),
  };
});

async function queue(notice: Partial<NoticeInput> = {}, sendAtMs = START): Promise<void> {
  await fresh.db
    .transaction()
    .execute((tx) => queueNotice(tx, { ...fraudWarning, ...notice }, sendAtMs, momentAt(clock, START)));
}

const row = () => fresh.db.selectFrom('notices').selectAll().executeTakeFirstOrThrow();

test('a notice goes out through every channel once it is due, and its words stay in the store', async () => {
  await queue();
  expect(await sendDueNotices(options)).toBe(1);
  expect(await sendDueNotices(options)).toBe(0);
  expect(mail.messages).toEqual(hook.messages);
  expect(mail.messages).toHaveLength(1);
  expect(mail.messages[0]).toMatchObject({ audience: 'team', subject: 'Early fraud warning for ch_1' });
  expect(await row()).toMatchObject({
    state: 'sent',
    sent_at: START,
    rendered: { subject: 'Early fraud warning for ch_1', delivered: ['mail', 'hook'] },
  });
});

test('it is not sent before its hour, which is an instant of wall time', async () => {
  await queue({}, toWall(clock, START + 86_400_000));
  wallMs = START + 1_999;
  expect(await sendDueNotices(options)).toBe(0);
  wallMs = START + 2_000;
  expect(await sendDueNotices(options)).toBe(1);
});

test('what goes to a seller depends on the kind of account they have', async () => {
  await fresh.db
    .insertInto('accounts')
    .values({
      account: 'acct_1',
      country: 'US',
      kind: 'custom',
      default_currency: 'usd',
      disabled_reason: null,
      first_seen_clock: new Date(START),
    })
    .execute();
  await queue({
    audience: 'seller',
    account: accountId('acct_1'),
    template: 'debitReturned',
    params: {
      caseNumber: 1,
      account: 'acct_1',
      currency: 'usd',
      shortfallMinor: 500,
      amountMinor: 500,
      failureCode: 'account_closed',
    },
  });
  await sendDueNotices(options);
  expect(mail.messages[0]?.text).toContain('a secure page will ask for a new bank account');
});

describe('where a channel is away', () => {
  test('only that channel gets another attempt, later each time', async () => {
    hook.closed = true;
    await queue();
    await sendDueNotices(options);
    expect(await row()).toMatchObject({ state: 'queued', error: 'hook: nobody answers', attempts: 1 });
    expect(await sendDueNotices(options)).toBe(0);
    wallMs += 30_000;
    expect(await sendDueNotices(options)).toBe(1);
    wallMs += 30_000;
    expect(await sendDueNotices(options)).toBe(0);
    hook.closed = false;
    wallMs += 30_000;
    expect(await sendDueNotices(options)).toBe(1);
    expect(mail.messages).toHaveLength(1);
    expect(hook.messages).toHaveLength(1);
    expect(await row()).toMatchObject({ state: 'sent', error: null, attempts: 3 });
  });

  test('for hours, the notice fails visibly and a person is asked to tell them', async () => {
    hook.closed = true;
    await queue();
    for (let hours = 0; hours < 24; hours += 1) {
      await sendDueNotices(options);
      wallMs += 3_600_000;
    }
    expect(await row()).toMatchObject({ state: 'failed', attempts: 14 });
    const [attention] = await openAttention(fresh.db);
    expect(attention).toMatchObject({ kind: 'notice_failed', subject: 'charge:ch_1' });
    expect(attention?.message).toContain('nobody answers');
  });

  test('other notices go on', async () => {
    hook.closed = true;
    await queue();
    await queue({ rung: 'second' });
    expect(await sendDueNotices(options)).toBe(2);
    expect(mail.messages).toHaveLength(2);
  });
});

test('a notice that cannot be put into words fails at once and keeps none of the others back', async () => {
  await queue({ rung: 'broken', template: 'poem' }, START - 1);
  await queue();
  expect(await sendDueNotices(options)).toBe(2);
  expect(mail.messages).toHaveLength(1);
  const failed = await fresh.db.selectFrom('notices').selectAll().where('state', '=', 'failed').execute();
  expect(failed.map((notice) => notice.error)).toEqual([expect.stringContaining('no template "poem"')]);
  expect(await openAttention(fresh.db)).toHaveLength(1);
});

describe('a reminder whose case closed before its hour', () => {
  const reminder = (caseNumber: number): Partial<NoticeInput> => ({
    subject: `case:${caseNumber}`,
    rung: 'day-7',
    audience: 'seller',
    account: accountId('acct_1'),
    template: 'rung',
    params: { caseNumber, account: 'acct_1', currency: 'usd', shortfallMinor: 500, rung: 'day-7', day: 7 },
  });

  async function openCase(closed: boolean): Promise<number> {
    const { number } = await fresh.db
      .insertInto('cases')
      .values({
        account: 'acct_1',
        currency: 'usd',
        workflow_id: 'case:acct_1:usd',
        state: 'collecting',
        opened_clock: new Date(START),
        negative_since_clock: new Date(START),
        clears_clock: new Date(START),
        closed_clock: closed ? new Date(START) : null,
        close_reason: null,
        assignee: null,
      })
      .returning('number')
      .executeTakeFirstOrThrow();
    return number;
  }

  test('is withdrawn: nobody is reminded of what they have paid', async () => {
    await queue(reminder(await openCase(true)));
    expect(await sendDueNotices(options)).toBe(1);
    expect(mail.messages).toHaveLength(0);
    expect(await row()).toMatchObject({ state: 'withdrawn' });
  });

  test('goes out while it is open; the words about its end go out after it', async () => {
    await queue(reminder(await openCase(false)));
    const closed = await openCase(true);
    await queue({
      ...reminder(closed),
      rung: 'closed',
      template: 'caseClosed',
      params: {
        caseNumber: closed,
        account: 'acct_1',
        currency: 'usd',
        shortfallMinor: 0,
        reason: 'recovered',
      },
    });
    expect(await sendDueNotices(options)).toBe(2);
    expect(mail.messages.map(({ subject }) => subject)).toEqual([
      'Reminder: you owe 5.00 USD',
      'Nothing is owed any more',
    ]);
  });
});

test('two outboxes side by side send each notice once', async () => {
  for (let index = 0; index < 30; index += 1) await queue({ rung: `n-${index}` });
  const [first, second] = await Promise.all([sendDueNotices(options), sendDueNotices(options)]);
  expect(first + second).toBe(30);
  expect(new Set(mail.messages.map(({ id }) => id)).size).toBe(30);
  expect(mail.messages).toHaveLength(30);
});

test('running, it sends by itself and stops when told', async () => {
  await queue();
  const arrived = new Promise<void>((resolve) => {
    const deliver = mail.deliver.bind(mail);
    mail.deliver = async (message) => {
      await deliver(message);
      resolve();
    };
  });
  const outbox = createOutbox(options);
  await arrived;
  await outbox.stop();
  await queue({ rung: 'after' });
  expect(mail.messages).toHaveLength(1);
  expect(
    (await fresh.db.selectFrom('notices').selectAll().where('state', '=', 'queued').execute()).length,
  ).toBe(1);
});
