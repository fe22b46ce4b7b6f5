import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { Client } from 'pg';
import { raiseAttention } from '../../src/store/attention';
import {
  RELAY_CHANNEL,
  giveBackWake,
  raiseWake,
  raiseWakes,
  recordSendFailure,
  recordSent,
  takeDueWakes,
  wakeAgain,
  wakeSetAsideKey,
  wakeTarget,
} from '../../src/store/wakes';
import type { WakeClass } from '../../src/store/ports';
import type { WakeSubject } from '../../src/store/schema';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const dispute: WakeSubject = { kind: 'dispute', dispute: 'dp_1', account: null };
const AT = { wallMs: 0, clockMs: 0 };

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`truncate wakes cascade`.execute(database.db);
});

const raise = (wakeClass: WakeClass, subject: WakeSubject = dispute) =>
  database.db.transaction().execute((tx) => raiseWake(tx, subject, wakeClass));

const take = (lookGapMs = 900_000, leaseMs = 60_000) =>
  takeDueWakes(database.db, ['case', 'dispute', 'account'], { limit: 10, leaseMs, lookGapMs });

const takeOne = async () => {
  const [wake] = await take();
  if (wake === undefined) throw new Error('no wake was due');
  return wake;
};

const sent = (wake: Awaited<ReturnType<typeof takeOne>>) =>
  database.db.transaction().execute((tx) => recordSent(tx, wake));

const row = () => database.db.selectFrom('wakes').selectAll().executeTakeFirstOrThrow();

describe('a wake', () => {
  it('is named by the workflow that it goes to', () => {
    expect(wakeTarget(dispute)).toBe('dispute:dp_1');
    expect(wakeTarget({ kind: 'case', account: 'acct_1', currency: 'usd' })).toBe('case:acct_1:usd');
    expect(wakeTarget({ kind: 'account', account: 'acct_1' })).toBe('account:acct_1');
    expect(() => wakeTarget({ kind: 'dispute', dispute: 'dp:1', account: null })).toThrow(/not a dispute id/);
  });

  it('has a number that grows by one each time it is raised, also by many at once', async () => {
    expect(await raise('now')).toBe(1);
    expect(await raise('soon')).toBe(2);
    const numbers = await Promise.all(Array.from({ length: 20 }, () => raise('now')));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 3));
  });

  it('stands for all that was raised before it was taken', async () => {
    await raise('now');
    await raise('now');
    expect(await takeOne()).toMatchObject({
      target: 'dispute:dp_1',
      subject: dispute,
      number: 2,
      attempts: 0,
    });
    expect(await take()).toEqual([]);
  });

  it('that is raised while it is taken comes again', async () => {
    await raise('now');
    const first = await takeOne();
    await raise('now');
    expect(await take()).toEqual([]);
    await sent(first);
    expect(await takeOne()).toMatchObject({ number: 2 });
  });

  it('of class soon comes at most once per look gap; a now brings it forward', async () => {
    await raise('soon');
    const first = await takeOne();
    await raise('soon');
    await sent(first);
    await raise('soon');
    expect(await take()).toEqual([]);
    const { due_at, quiet_until } = await row();
    expect(due_at).toBe(quiet_until);
    await raise('now');
    expect(await takeOne()).toMatchObject({ number: 4 });
  });

  it('of class soon comes by itself when the gap has passed', async () => {
    await raise('soon');
    const [first] = await take(0);
    if (first === undefined) throw new Error('it was not due');
    await sent(first);
    await raise('soon');
    expect(await takeOne()).toMatchObject({ number: 2 });
  });

  it('waits for a later soon no longer than it did before', async () => {
    await raise('now');
    await raise('soon');
    expect(await takeOne()).toMatchObject({ number: 2 });
  });

  it('comes back when whoever took it has died', async () => {
    await raise('now');
    const [taken] = await take(900_000, 0);
    expect(taken).toBeDefined();
    expect(await takeOne()).toMatchObject({ number: 1 });
  });

  it('that could not be sent for no fault of its own is due at once and has no attempt less', async () => {
    await raise('now');
    await giveBackWake(database.db, await takeOne());
    expect(await takeOne()).toMatchObject({ number: 1, attempts: 0 });
  });

  it('that failed is tried later, then set aside, and tried again when there is news of it', async () => {
    await raise('now');
    const fail = async (retryInMs: number | null) => {
      const wake = await takeOne();
      await database.db.transaction().execute((tx) => recordSendFailure(tx, wake, 'no', retryInMs));
    };
    await fail(0);
    expect(await row()).toMatchObject({ attempts: 1, error: 'no', set_aside_at: null });
    await fail(60_000);
    expect(await take()).toEqual([]);
    await sql`update wakes set due_at = now()`.execute(database.db);
    await fail(null);
    expect(await take()).toEqual([]);
    await raise('now');
    expect(await takeOne()).toMatchObject({ number: 2, attempts: 3 });
  });

  it('is told again when a person asks for it, which settles its attention', async () => {
    await raise('now');
    await sent(await takeOne());
    const key = wakeSetAsideKey('dispute:dp_1');
    await raiseAttention(database.db, { key, subject: 'x', kind: 'x', message: 'x', command: null }, AT);
    const again = (target: string) =>
      database.db.transaction().execute((tx) => wakeAgain(tx, target, 'ana', AT));
    expect(await again('dispute:dp_none')).toBe(false);
    expect(await again('dispute:dp_1')).toBe(true);
    expect(await takeOne()).toMatchObject({ number: 2 });
    const attention = await database.db.selectFrom('attention').select('settled_by').execute();
    expect(attention).toEqual([{ settled_by: 'ana' }]);
  });
});

it('tells whoever listens when the transaction commits, and not when it is rolled back', async () => {
  const listener = new Client({ connectionString: database.url });
  await listener.connect();
  try {
    await listener.query(`listen ${RELAY_CHANNEL}`);
    const heard: string[] = [];
    listener.on('notification', ({ channel }) => heard.push(channel));
    const rolledBack = database.db.transaction().execute(async (tx) => {
      await raiseWake(tx, dispute, 'now');
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    await listener.query('select 1');
    expect(heard).toEqual([]);
    await raise('now');
    await listener.query('select 1');
    expect(heard).toEqual([RELAY_CHANNEL]);
  } finally {
    await listener.end();
  }
});

it('does not deadlock where transactions raise the same targets in different orders', async () => {
  const subjects = Array.from({ length: 12 }, (_, n): WakeSubject => ({
    kind: 'account',
    account: `acct_${n}`,
  }));
  await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      database.db.transaction().execute((tx) => {
        const turned = [...subjects.slice(n), ...subjects.slice(0, n)];
        return raiseWakes(
          tx,
          turned.map((subject) => ({ subject, wakeClass: 'now', by: 2 })),
        );
      }),
    ),
  );
  const numbers = await database.db.selectFrom('wakes').select('number').execute();
  expect(numbers.map((wake) => wake.number)).toEqual(Array.from({ length: 12 }, () => 20));
});
