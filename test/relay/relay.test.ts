import { createServer, connect, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { sql } from 'kysely';
import {
  createAccountLook,
  createRelay,
  createLineLook,
  createWarningLook,
  type Relay,
  type RelayOptions,
} from '../../src/relay';
import { isTemporalAway } from '../../src/relay/deliver-hint';
import { AwayError } from '../../src/relay/send-wakes';
import { openDatabase } from '../../src/store/database';
import { raiseWake } from '../../src/store/wakes';
import { QUICK_RECONNECT } from '../../src/temporal/connection';
import type { WakeSubject } from '../../src/store/schema';
import { clientFor, startSimulator, type Running } from '../simulator/http/support/simulator';
import { freshDatabase, type FreshDatabase } from '../support/postgres';
import { devServer, type TemporalForTests } from '../support/temporal';
import { eventsOf, linksOf, openCaseRow, receive, wakesOf, wallClock } from './support';

let database: FreshDatabase;
let temporal: TemporalForTests;
let running: Running;
let scenario = 0;
const relays: Relay[] = [];

beforeAll(async () => {
  [database, temporal, running] = await Promise.all([freshDatabase(), devServer(), startSimulator()]);
}, 120_000);
afterAll(async () => {
  await Promise.all([database.close(), temporal.close(), running.close()]);
});
beforeEach(async () => {
  scenario += 1;
  await sql`truncate events, wakes, cases, claims, postings, entries, accounts, attention cascade`.execute(
    database.db,
  );
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});

function newRelay(options: Partial<RelayOptions> = {}): Relay {
  const { stripe } = running;
  const relay = createRelay({
    db: database.db,
    databaseUrl: database.url,
    temporal: temporal.client,
    livemode: false,
    lookGapWallMs: 900_000,
    lookAtAccount: createAccountLook({ db: database.db, stripe, ...wallClock }),
    lookAtWarning: createWarningLook({ db: database.db, stripe, ...wallClock }),
    lookAtLine: createLineLook({ db: database.db, stripe, ...wallClock }),
    retries: { attempts: 2, firstMs: 0 },
    pollMs: 50,
    ...wallClock,
    ...options,
  });
  relays.push(relay);
  return relay;
}

/** Each scenario has workflows of its own on the shared server. */
const dispute = (name = 'a') => `dp_${scenario}${name}`;

const raise = (subject: WakeSubject) =>
  database.db.transaction().execute((tx) => raiseWake(tx, subject, 'now'));

/** What a workflow was told, from its history: no worker is needed for that. */
async function hintsTo(workflowId: string): Promise<unknown[]> {
  const { events } = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
    signal ? [JSON.parse(Buffer.from(signal.input?.payloads?.[0]?.data ?? []).toString())] : [],
  );
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not come about within a minute');
}

const allSent = async () => {
  const [events, wakes] = await Promise.all([eventsOf(database.db), wakesOf(database.db)]);
  return events.every((event) => event.state !== 'new') && wakes.every((wake) => wake.number === wake.sent);
};

describe('a relay', () => {
  it('starts the flow of a dispute with its input, and hands on the number', async () => {
    const id = dispute();
    await receive(database.db, `evt_${id}`, { object: { id }, source: 'connect', account: 'acct_direct' });
    await newRelay().drain();
    const handle = temporal.client.workflow.getHandle(`dispute:${id}`);
    const description = await handle.describe();
    expect(description).toMatchObject({
      type: 'disputeFlow',
      status: { name: 'RUNNING' },
      taskQueue: 'recoup',
    });
    const { events } = await handle.fetchHistory();
    const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data ?? [];
    expect(JSON.parse(Buffer.from(input).toString())).toEqual({
      dispute: id,
      account: 'acct_direct',
      clock: wallClock.clock,
    });
    expect(await hintsTo(`dispute:${id}`)).toEqual([{ upTo: 1 }]);
    expect(await linksOf(database.db)).toMatchObject([{ number: 1, handled_at: expect.any(Number) }]);
  });

  it('makes one signal of the same webhook twenty times', async () => {
    const id = dispute();
    const relay = newRelay();
    for (let time = 0; time < 20; time += 1) {
      await receive(database.db, `evt_${id}`, { object: { id } });
      await relay.drain();
    }
    expect(await hintsTo(`dispute:${id}`)).toEqual([{ upTo: 1 }]);
    expect(await eventsOf(database.db)).toMatchObject([{ deliveries: 20 }]);
  });

  it('makes one signal of a burst of events, and each is handled at its moment', async () => {
    const id = dispute();
    for (let n = 0; n < 30; n += 1) await receive(database.db, `evt_${id}_${n}`, { object: { id } });
    const relay = newRelay();
    await relay.drain();
    expect(await hintsTo(`dispute:${id}`)).toEqual([{ upTo: 30 }]);
    await receive(database.db, `evt_${id}_later`, { object: { id } });
    const before = (await linksOf(database.db)).map((link) => link.handled_at);
    await relay.drain();
    expect(await hintsTo(`dispute:${id}`)).toEqual([{ upTo: 30 }, { upTo: 31 }]);
    const after = (await linksOf(database.db)).map((link) => link.handled_at);
    expect(after.slice(0, 30)).toEqual(before);
    expect(after[30]).toBeGreaterThan(0);
  });

  it('is woken by news, long before it would look by itself', async () => {
    const id = dispute();
    newRelay({ pollMs: 600_000 }).start();
    await until(allSent);
    await receive(database.db, `evt_${id}`, { object: { id } });
    await until(allSent);
    expect(await hintsTo(`dispute:${id}`)).toEqual([{ upTo: 1 }]);
  });

  it('beside others sends each wake once', async () => {
    const ids = Array.from({ length: 25 }, (_, n) => dispute(`x${n}`));
    const beside = [newRelay(), newRelay(), newRelay()];
    for (const relay of beside) relay.start();
    for (const id of ids) await receive(database.db, `evt_${id}`, { object: { id } });
    await until(allSent);
    for (const id of ids) expect(await hintsTo(`dispute:${id}`)).toEqual([{ upTo: 1 }]);
  }, 30_000);

  it('looks at an account and starts the case that owes', async () => {
    const { acts } = running.simulator.world;
    const seller = `acct_${scenario}`;
    acts.topUpPlatform(10_000_000, 'usd');
    acts.createSeller({ id: seller, country: 'US' });
    const sale = acts.sale({ model: 'destination', seller, amountMinor: 5_000, currency: 'usd' });
    acts.sellerPaysOut(seller, 'usd');
    for (const transfer of sale.transferIds) acts.dashboardReversal(transfer);
    await receive(database.db, `evt_${seller}`, {
      type: 'account.updated',
      source: 'connect',
      account: seller,
    });
    await newRelay().drain();
    expect(await hintsTo(`case:${seller}:usd`)).toEqual([{ upTo: 1 }]);
    const links = await linksOf(database.db);
    expect(links.map((link) => link.target)).toEqual([`account:${seller}`, `case:${seller}:usd`]);
    expect(links.every((link) => link.handled_at !== null)).toBe(true);
  });
});

it('goes on after PostgreSQL ended all its connections, and hears of news again', async () => {
  const databaseUrl = `${database.url}?application_name=relay_under_test`;
  const db = openDatabase(databaseUrl);
  const relay = newRelay({ db, databaseUrl, pollMs: 600_000 });
  try {
    relay.start();
    await receive(database.db, 'evt_before', { object: { id: dispute('before') } });
    await until(allSent);
    const ended = await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name in ('relay_under_test', 'recoup relay')`.execute(
      database.db,
    );
    expect(ended.rows.length).toBeGreaterThan(1);
    const id = dispute('after');
    await receive(database.db, 'evt_after', { object: { id } });
    await until(allSent);
    expect(await hintsTo(`dispute:${id}`)).toEqual([{ upTo: 1 }]);
  } finally {
    await relay.stop();
    await db.destroy();
  }
}, 90_000);

describe('a wake of a case', () => {
  const subject = (): WakeSubject => ({ kind: 'case', account: `acct_${scenario}`, currency: 'usd' });
  const workflowId = () => `case:acct_${scenario}:usd`;

  it('starts nothing where none is open and nothing is owed', async () => {
    await raise(subject());
    await newRelay().drain();
    await expect(hintsTo(workflowId())).rejects.toThrow(/not found/i);
    expect(await allSent()).toBe(true);
  });

  it('starts one where the store knows an open case, as after it was terminated', async () => {
    await openCaseRow(database.db, `acct_${scenario}`, 'usd');
    await raise(subject());
    await newRelay().drain();
    expect(await hintsTo(workflowId())).toEqual([{ upTo: 1 }]);
  });

  it('tells a run that is there, though the store does not know it yet', async () => {
    await temporal.client.workflow.start('negativeBalanceCase', {
      workflowId: workflowId(),
      taskQueue: 'recoup',
    });
    await raise(subject());
    await newRelay().drain();
    expect(await hintsTo(workflowId())).toEqual([{ upTo: 1 }]);
  });

  it('of a collection transfer starts one to book it, whatever seems to be owed', async () => {
    const account = `acct_${scenario}`;
    const object = { id: `ct_${scenario}`, destination: account, currency: 'usd', amount: 1 };
    const type = 'recoup.collection_transfer';
    await receive(database.db, `ct_${scenario}`, { source: 'recoup', type, account, object });
    await newRelay().drain();
    expect(await hintsTo(workflowId())).toEqual([{ upTo: 1 }]);
  });
});

describe('while Temporal is away', () => {
  it('nothing is lost or set aside, and all of it is told when it is back', async () => {
    const wire = await breakableWire(temporal.address);
    const connection = Connection.lazy({ address: wire.address, channelArgs: QUICK_RECONNECT });
    const relay = newRelay({ temporal: new Client({ connection }), callDeadlineMs: 2_000 });
    try {
      wire.cut();
      const ids = ['a', 'b', 'c'].map((name) => dispute(name));
      for (const id of ids) await receive(database.db, `evt_${id}`, { object: { id } });
      for (let time = 0; time < 2; time += 1) await expect(relay.drain()).rejects.toThrow(AwayError);
      expect(await wakesOf(database.db)).toMatchObject(
        ids.map(() => ({ sent: 0, attempts: 0, set_aside_at: null, leased_until: null })),
      );
      expect((await linksOf(database.db)).map((link) => link.handled_at)).toEqual([null, null, null]);

      relay.start();
      await wire.mend();
      await until(allSent);
      for (const id of ids) expect(await hintsTo(`dispute:${id}`)).toEqual([{ upTo: 1 }]);
    } finally {
      await relay.stop();
      await connection.close();
      await wire.close();
    }
  }, 90_000);

  it('looks at accounts go on', async () => {
    running.simulator.world.acts.createSeller({ id: `acct_${scenario}`, country: 'US' });
    await receive(database.db, 'evt_1', {
      type: 'account.updated',
      source: 'connect',
      account: `acct_${scenario}`,
    });
    await receive(database.db, 'evt_2', { object: { id: dispute() } });
    const connection = Connection.lazy({ address: '127.0.0.1:1' });
    const relay = newRelay({ temporal: new Client({ connection }), callDeadlineMs: 500 });
    relay.start();
    await until(async () =>
      (await wakesOf(database.db)).some((wake) => wake.kind === 'account' && wake.sent === 1),
    );
    await relay.stop();
    await connection.close();
    expect(await wakesOf(database.db)).toMatchObject([{ kind: 'account' }, { kind: 'dispute', sent: 0 }]);
  }, 30_000);
});

it('waits for Stripe like for Temporal, also while the platform’s key is refused', async () => {
  const account = `acct_${scenario}`;
  await raise({ kind: 'account', account });
  for (const stripe of [clientFor(running.simulator, 'sk_live_wrong'), unreachableStripe()]) {
    const lookAtAccount = createAccountLook({ db: database.db, stripe, ...wallClock });
    await expect(newRelay({ lookAtAccount }).drain()).rejects.toThrow(/Stripe is not available/);
  }
  expect(await wakesOf(database.db)).toMatchObject([{ sent: 0, attempts: 0, set_aside_at: null }]);
});

it('sets aside what fails again and again of itself, with attention that its success settles', async () => {
  await raise({ kind: 'account', account: 'acct_x' });
  let broken = true;
  const lookAtAccount: RelayOptions['lookAtAccount'] = (account, wake) => {
    if (broken) throw new TypeError('a defect');
    return createAccountLook({ db: database.db, stripe: running.stripe, ...wallClock })(account, wake);
  };
  const relay = newRelay({ lookAtAccount });
  await relay.drain();
  expect(await wakesOf(database.db)).toMatchObject([
    { attempts: 2, error: 'TypeError: a defect', set_aside_at: expect.any(Number) },
  ]);
  const raised = () =>
    database.db
      .selectFrom('attention')
      .select(['command', 'settled_at'])
      .where('kind', '=', 'wake_set_aside')
      .execute();
  expect(await raised()).toEqual([{ command: 'bin/recoup inbox wake account:acct_x', settled_at: null }]);
  broken = false;
  await raise({ kind: 'account', account: 'acct_x' });
  await relay.drain();
  expect(await allSent()).toBe(true);
  expect(await raised()).toMatchObject([{ settled_at: expect.any(Number) }]);
});

it('tells an answer about this hint from Temporal being away', async () => {
  const { client } = temporal;
  const tooLong = client.workflow.start('x', { workflowId: 'x'.repeat(2_000), taskQueue: 'recoup' });
  const [about] = await Promise.allSettled([tooLong]);
  expect(about).toMatchObject({ status: 'rejected' });
  expect(about.status === 'rejected' && isTemporalAway(about.reason)).toBe(false);
  const elsewhere = new Client({ connection: temporal.connection, namespace: 'nowhere' });
  const [away] = await Promise.allSettled([
    elsewhere.workflow.start('x', { workflowId: 'x', taskQueue: 'recoup' }),
  ]);
  expect(away.status === 'rejected' && isTemporalAway(away.reason)).toBe(true);
  expect(isTemporalAway(new TypeError('a defect'))).toBe(false);
});

function unreachableStripe() {
  return clientFor({ ...running.simulator, host: '127.0.0.1', port: 1 });
}

interface Wire {
  readonly address: string;
  cut(): void;
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** A port that leads to Temporal, until it is cut. */
async function breakableWire(to: string): Promise<Wire> {
  const [host = '', port = ''] = to.split(':');
  const sockets = new Set<Socket>();
  const listen = (on: number): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer((near) => {
        const far = connect(Number(port), host);
        for (const socket of [near, far]) {
          sockets.add(socket);
          socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
        }
        near.pipe(far).pipe(near);
      });
      server.listen(on, '127.0.0.1', () => resolve(server));
    });
  let server = await listen(0);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: `127.0.0.1:${address.port}`,
    cut,
    mend: async () => {
      server = await listen(address.port);
    },
    close: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}
