import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { accountId } from '../../src/domain/ids';
import { momentAt, toWall, type Clock } from '../../src/domain/clock';
import { NotDelivered, type Way } from '../../src/notify/channel';
import type { Contact } from '../../src/notify/contact';
import { sendDueNotices, type OutboxOptions } from '../../src/notify/outbox';
import { createOutbox } from '../../src/notify/run-outbox';
import { linksToGive } from '../../src/links';
import { hashOfToken, read } from '../../src/links/token';
import { openAttention } from '../../src/store/attention';
import { queueNotice, withdrawNotice } from '../../src/store/notices';
import type { NoticeInput } from '../../src/store/ports';
import { postbox, TO_THE_LOG, type Postbox } from '../support/notices';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const clock: Clock = { originMs: Date.parse('2026-03-02T00:00:00Z'), msPerDay: 2_000 };
const START = clock.originMs;

const fraudWarning: NoticeInput = {
  subject: 'charge:ch_1',
  rung: 'early-fraud-warning',
  audience: 'team',
  template: 'fraudWarning',
  params: { charge: 'ch_1' },
  account: null,
};

const mailTo = (address: string): Way => ({ channel: 'mail', address });
const HOOK: Way = { channel: 'webhook', url: 'https://crm.example.com/recoup', secret: 'crm' };
const FIRST = mailTo('first@example.com');
const SECOND = mailTo('second@example.com');
const SELLER: Contact = { email: 'seller@example.com', bankLast4: { usd: '6789' } };

let fresh: FreshDatabase;
let box: Postbox;
let wallMs: number;
let contact: Contact | Error;
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
  await fresh.db.deleteFrom('accounts').execute();
  await fresh.db.deleteFrom('links').execute();
  box = postbox();
  wallMs = START;
  contact = SELLER;
  options = {
    db: fresh.db,
    post: box,
    contactOf: () => (contact instanceof Error ? Promise.reject(contact) : Promise.resolve(contact)),
    recipients: {
      ...TO_THE_LOG,
      seller: [{ channel: 'mail' }],
      team: [FIRST],
      decider: [FIRST, SECOND, HOOK],
    },
    clock,
    wallNow: () => wallMs,
    platform: 'Ridge Market',
    links: null,
    log: pino({ enabled: false }),
  };
});

/** Nobody answers at the one, all others take what they are given. */
const silent = (deaf: Way) => (way: Way) =>
  way === deaf ? new NotDelivered('nobody answers', 'silent') : null;
const postedTo = (way: Way) => box.posted.filter((one) => one.way === way).length;

async function queue(notice: Partial<NoticeInput> = {}, sendAtMs = START): Promise<void> {
  await fresh.db
    .transaction()
    .execute((tx) => queueNotice(tx, { ...fraudWarning, ...notice }, sendAtMs, momentAt(clock, START)));
}

const row = () => fresh.db.selectFrom('notices').selectAll().executeTakeFirstOrThrow();

test('a notice goes out once it is due, and its words stay in the store', async () => {
  await queue();
  expect(await sendDueNotices(options)).toBe(1);
  expect(await sendDueNotices(options)).toBe(0);
  expect(box.posted).toHaveLength(1);
  expect(box.posted[0]).toMatchObject({
    way: FIRST,
    message: {
      audience: 'team',
      words: { subject: 'Early fraud warning for ch_1' },
      figures: { charge: 'ch_1' },
    },
  });
  expect(await row()).toMatchObject({
    state: 'sent',
    sent_at: START,
    error: null,
    next_attempt_at: null,
    rendered: { subject: 'Early fraud warning for ch_1' },
  });
});

describe('as it becomes louder', () => {
  test.each([
    [0, [FIRST]],
    [1, [FIRST, SECOND]],
    [2, [FIRST, SECOND, HOOK]],
    [5, [FIRST, SECOND, HOOK]],
  ])('level %i tells these, among them those who heard first', async (level, told) => {
    await queue({ audience: 'decider', level });
    await sendDueNotices(options);
    expect(box.posted.map(({ way }) => way)).toEqual(told);
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
  expect(box.posted[0]?.message.words.text).toContain('a secure page will ask for a new bank account');
});

describe('a seller', () => {
  const toSeller: Partial<NoticeInput> = {
    audience: 'seller',
    account: accountId('acct_1'),
    template: 'rung',
    params: {
      caseNumber: 1,
      account: 'acct_1',
      currency: 'usd',
      shortfallMinor: 500,
      rung: 'day-1',
      day: 1,
      debitPossible: 'yes',
    },
  };
  const platformHook: Way = { channel: 'webhook', url: 'https://app.example.com/recoup', secret: 'app' };
  const withFallback = () => ({
    ...options,
    recipients: { ...options.recipients, seller: [{ channel: 'mail' } as const, platformHook] },
  });

  test('is written to at the address that Stripe has; neither it nor their bank is kept', async () => {
    await queue(toSeller);
    await sendDueNotices(options);
    const [posted] = box.posted;
    expect(posted?.way).toEqual(mailTo('seller@example.com'));
    expect(posted?.message.words.text).toContain('your bank account ending in 6789');
    expect(posted?.message.words.html).toContain('your bank account ending in 6789');
    const kept = JSON.stringify(await row());
    expect(kept).toContain('the bank account that you have on file for payouts');
    expect(kept).not.toMatch(/6789|@/);
  });

  test('without an address is told by the platform, which learns nothing personal', async () => {
    contact = { ...SELLER, email: null };
    await queue(toSeller);
    await sendDueNotices(withFallback());
    expect(box.posted).toMatchObject([{ way: platformHook, message: { account: 'acct_1' } }]);
    expect(JSON.stringify(box.posted)).not.toContain('6789');
    expect(await row()).toMatchObject({ state: 'sent', rendered: { delivered: { seller: 'webhook' } } });
  });

  test('whose mail is refused for good is told by the next way', async () => {
    box.refuse = (way) =>
      way.channel === 'mail' ? new NotDelivered('550 <seller@example.com> is unknown', 'never') : null;
    await queue(toSeller);
    await sendDueNotices(withFallback());
    expect(box.posted.map(({ way }) => way)).toEqual([platformHook]);
  });

  test('whose mail server is away waits for it, and is not told twice', async () => {
    box.refuse = (way) => (way.channel === 'mail' ? new NotDelivered('away', 'silent') : null);
    await queue(toSeller);
    await sendDueNotices(withFallback());
    expect(box.posted).toHaveLength(0);
    expect(await row()).toMatchObject({ state: 'queued', error: 'away' });
  });

  test('whom no way reaches is a person’s affair at once, and no address is shown', async () => {
    box.refuse = () => new NotDelivered('550 <seller@example.com> is unknown', 'never');
    await queue(toSeller);
    await sendDueNotices(options);
    const failed = await row();
    expect(failed).toMatchObject({ state: 'failed', error: '550 <(address)> is unknown' });
    expect(await openAttention(fresh.db)).toMatchObject([
      { kind: 'notice_failed', command: `bin/recoup notices retry ${failed.notice_id} --by YOUR_NAME` },
    ]);
  });

  test('whose address Stripe cannot tell now is tried again', async () => {
    contact = new NotDelivered('Stripe cannot be asked', 'later', 120_000);
    await queue(toSeller);
    await sendDueNotices(options);
    expect(await row()).toMatchObject({ state: 'queued', next_attempt_at: START + 120_000 });
    contact = SELLER;
    wallMs += 120_000;
    await sendDueNotices(options);
    expect(await row()).toMatchObject({ state: 'sent', error: null });
    expect(box.posted).toHaveLength(1);
  });
});

describe('where a channel is away', () => {
  const louder: Partial<NoticeInput> = { audience: 'decider', level: 2 };

  test('only that recipient gets another attempt, later each time, under the same id', async () => {
    box.refuse = silent(HOOK);
    await queue(louder);
    await sendDueNotices(options);
    expect(await row()).toMatchObject({ state: 'queued', error: 'nobody answers', attempts: 1 });
    expect(await sendDueNotices(options)).toBe(0);
    wallMs += 30_000;
    expect(await sendDueNotices(options)).toBe(1);
    wallMs += 30_000;
    expect(await sendDueNotices(options)).toBe(0);
    box.refuse = null;
    wallMs += 30_000;
    expect(await sendDueNotices(options)).toBe(1);
    expect([postedTo(FIRST), postedTo(SECOND), postedTo(HOOK)]).toEqual([1, 1, 1]);
    expect(new Set(box.posted.map(({ message }) => message.id)).size).toBe(1);
    expect(await row()).toMatchObject({ state: 'sent', error: null, attempts: 3 });
  });

  test('for hours, the notice fails visibly and a person is asked to tell them', async () => {
    box.refuse = silent(HOOK);
    await queue(louder);
    for (let hours = 0; hours < 24; hours += 1) {
      await sendDueNotices(options);
      wallMs += 3_600_000;
    }
    expect(await row()).toMatchObject({ state: 'failed', attempts: 14 });
    const [attention] = await openAttention(fresh.db);
    expect(attention).toMatchObject({ kind: 'notice_failed', subject: 'charge:ch_1' });
    expect(attention?.message).toContain('nobody answers');
  });

  test('nobody waits for it twice in one round, and other notices go on', async () => {
    let asked = 0;
    box.refuse = (way) => {
      if (way === HOOK) asked += 1;
      return silent(HOOK)(way);
    };
    await queue(louder);
    await queue({ ...louder, rung: 'second' });
    expect(await sendDueNotices(options)).toBe(2);
    expect(asked).toBe(1);
    expect(postedTo(FIRST)).toBe(2);
  });

  test('one who refused for good does not keep the others waiting, and the notice counts as failed', async () => {
    box.refuse = (way) => (way === SECOND ? new NotDelivered('gone', 'never') : null);
    await queue(louder);
    await sendDueNotices(options);
    expect([postedTo(FIRST), postedTo(HOOK)]).toEqual([1, 1]);
    expect(await row()).toMatchObject({ state: 'failed', error: 'gone' });
  });
});

test('what a crash cut off between delivery and record is sent again when its lease ends, under the same id', async () => {
  await queue();
  const crash = { ...options, post: { ...box, deliver: () => new Promise<void>(() => undefined) } };
  void sendDueNotices(crash);
  await expect(leased()).resolves.toBe(true);
  expect(await sendDueNotices(options)).toBe(0);
  wallMs += 180_000;
  expect(await sendDueNotices(options)).toBe(1);
  expect(box.posted[0]?.message.id).toBe((await row()).message_id);
});

/** Waits until somebody has taken the notice up. */
async function leased(): Promise<boolean> {
  for (;;) {
    if ((await row()).next_attempt_at !== null) return true;
    await new Promise(setImmediate);
  }
}

test('a notice that is withdrawn while it is on its way stays withdrawn', async () => {
  await queue();
  box.refuse = () => new NotDelivered('away', 'later');
  const post = {
    ...box,
    deliver: async (...args: Parameters<Postbox['deliver']>) => {
      const { notice_id } = await row();
      await fresh.db.transaction().execute((tx) => withdrawNotice(tx, notice_id, 'said otherwise'));
      await box.deliver(...args);
    },
  };
  await sendDueNotices({ ...options, post });
  expect(await row()).toMatchObject({ state: 'withdrawn', error: 'said otherwise' });
});

test('a notice that cannot be put into words fails at once and keeps none of the others back', async () => {
  await queue({ rung: 'broken', template: 'poem' }, START - 1);
  await queue();
  expect(await sendDueNotices(options)).toBe(2);
  expect(box.posted).toHaveLength(1);
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
    expect(box.posted).toHaveLength(0);
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
    expect(box.posted.map(({ message }) => message.words.subject)).toEqual([
      'Reminder: you owe 5.00 USD',
      'Nothing is owed any more',
    ]);
  });
});

test('two outboxes side by side send each notice once', async () => {
  for (let index = 0; index < 30; index += 1) await queue({ rung: `n-${index}` });
  const [first, second] = await Promise.all([sendDueNotices(options), sendDueNotices(options)]);
  expect(first + second).toBe(30);
  expect(new Set(box.posted.map(({ message }) => message.id)).size).toBe(30);
  expect(box.posted).toHaveLength(30);
});

test('running, it sends by itself and stops when told', async () => {
  await queue();
  const arrived = new Promise<void>((resolve) => {
    box.refuse = () => {
      resolve();
      return null;
    };
  });
  const outbox = createOutbox(options);
  await arrived;
  await outbox.stop();
  await queue({ rung: 'after' });
  expect(box.posted).toHaveLength(1);
  expect(
    (await fresh.db.selectFrom('notices').selectAll().where('state', '=', 'queued').execute()).length,
  ).toBe(1);
});

describe('a letter with an address for its seller', () => {
  const DAY = 86_400_000;
  const keys = [{ id: 'one', key: Buffer.alloc(32, 3) }];
  const links = linksToGive({
    publicUrl: 'https://money.ridge.example',
    keys,
    expiresAfterWallMs: 14 * DAY,
  });
  const freshStatement: Partial<NoticeInput> = {
    audience: 'seller',
    template: 'freshLink',
    params: { purpose: 'statement' },
    account: accountId('acct_1'),
  };
  const sent = () => box.posted.map(({ message }) => message.words.text);
  const tokenIn = (text: string): string => /https:\/\/money\.ridge\.example\/s\/(\S+)/.exec(text)?.[1] ?? '';
  const kept = () => fresh.db.selectFrom('links').selectAll().orderBy('made_at').execute();

  test('has one that works from then on, and the store has no way to open it', async () => {
    await queue(freshStatement);
    await sendDueNotices({ ...options, links });
    const token = tokenIn(sent()[0] ?? '');
    expect(read(keys, token)).toEqual({
      purpose: 'statement',
      account: 'acct_1',
      expiresAtMs: START + 14 * DAY,
    });
    const { notice_id, rendered } = await row();
    expect(await kept()).toMatchObject([
      { token_hash: hashOfToken(token), account: 'acct_1', made_for: `notice:${notice_id}`, used_at: null },
    ]);
    expect(JSON.stringify(rendered)).toContain('(a link that only the seller was sent)');
    expect(JSON.stringify([rendered, await kept()])).not.toContain(token.split('.')[2]);
  });

  test('that is tried again has a new one', async () => {
    box.refuse = () => new NotDelivered('later', 'later');
    await queue(freshStatement);
    await sendDueNotices({ ...options, links });
    box.refuse = null;
    wallMs += 60_000;
    await sendDueNotices({ ...options, links });
    const hashes = (await kept()).map(({ token_hash }) => token_hash);
    expect(hashes).toHaveLength(2);
    expect(hashes[1]).toBe(hashOfToken(tokenIn(sent()[0] ?? '')));
  });

  test('has it by the platform’s own web hook too, and by no log', async () => {
    await queue(freshStatement);
    const seller = [HOOK, { channel: 'log' }] as const;
    await sendDueNotices({ ...options, links, recipients: { ...options.recipients, seller: [HOOK] } });
    expect(tokenIn(sent()[0] ?? '')).not.toBe('');
    await queue({ ...freshStatement, rung: 'second' });
    await sendDueNotices({
      ...options,
      links,
      recipients: { ...options.recipients, seller: seller.slice(1) },
    });
    expect(tokenIn(sent()[1] ?? '')).toBe('');
    expect(await kept()).toHaveLength(1);
  });

  test('has none where nobody would answer it, and for the team', async () => {
    await queue(freshStatement);
    await queue();
    await sendDueNotices(options);
    await sendDueNotices({ ...options, links });
    expect(sent().join()).not.toContain('https://');
    expect(await kept()).toEqual([]);
  });
});
