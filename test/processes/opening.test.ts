import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import { knownClock, openClock } from '../../src/processes/open-clock';
import { openPlatform } from '../../src/processes/open-platform';
import { RefusalError } from '../../src/processes/wait-for';
import { createSimulator, type Simulator } from '../../src/simulator';
import { readDoorState, writeMode } from '../../src/store/door-state';
import { createStripeClient } from '../../src/stripe/client';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

describe('what a worker finds out before it works', () => {
  let database: FreshDatabase;
  const open: (Simulator | Server)[] = [];
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await new Promise<unknown>((resolve) => resolve(one.close()));
    await database.close();
  });

  const simulator = async (msPerDay: number, originMs = Date.now()) => {
    const clock = { originMs, msPerDay };
    const running = await createSimulator({ time: { kind: 'ticking', clock } });
    open.push(running);
    return { running, clock };
  };
  const clientOf = ({ host, port }: Simulator, key = 'sk_test_any') =>
    createStripeClient({ key, host, port, protocol: 'http', requestsPerSecond: 100 });

  test('Stripe keeps real days', async () => {
    expect(await openClock(database.db, null)).toEqual({ clock: WALL_CLOCK, simulated: false });
    expect(await knownClock(database.db)).toEqual(WALL_CLOCK);
  });

  test('a simulator is asked for its days, and whoever comes later finds them in the store', async () => {
    const { running, clock } = await simulator(2_000);
    await expect(knownClock(database.db)).rejects.toThrow('no worker has run on this database yet');
    expect(await openClock(database.db, running.url)).toEqual({ clock, simulated: true });
    expect(await openClock(database.db, running.url)).toEqual({ clock, simulated: true });
    expect(await knownClock(database.db)).toEqual(clock);
  });

  test('books that another clock kept are refused', async () => {
    await openClock(database.db, (await simulator(2_000)).running.url);
    const anew = await simulator(1_000);
    await expect(openClock(database.db, anew.running.url)).rejects.toThrow(RefusalError);
    await expect(openClock(database.db, null)).rejects.toThrow('A simulator that began anew');
  });

  test('what speaks Stripe’s API and keeps no clock is taken for Stripe', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    const { port } = server.address() as AddressInfo;
    expect(await openClock(database.db, `http://127.0.0.1:${port}`)).toEqual({
      clock: WALL_CLOCK,
      simulated: false,
    });
  });

  test('a new installation acts on a simulator, observes on Stripe, and keeps what was said', async () => {
    const { running } = await simulator(DAY_MS);
    const stripe = clientOf(running);
    expect(await openPlatform(database.db, stripe, { livemode: false, simulated: false })).toBe(
      'acct_platform',
    );
    expect((await readDoorState(database.db)).mode).toBe('observe');
    await database.db.transaction().execute((tx) => writeMode(tx, 'act'));
    await openPlatform(database.db, stripe, { livemode: false, simulated: false });
    expect((await readDoorState(database.db)).mode).toBe('act');

    const other = await freshDatabase();
    await openPlatform(other.db, stripe, { livemode: false, simulated: true });
    expect((await readDoorState(other.db)).mode).toBe('act');
    await other.close();
  });

  test('the other mode of the platform, and a key that Stripe does not accept, are refused for good', async () => {
    const { running } = await simulator(DAY_MS);
    await openPlatform(database.db, clientOf(running), { livemode: false, simulated: true });
    const live = openPlatform(database.db, clientOf(running), { livemode: true, simulated: true });
    await expect(live).rejects.toThrow(RefusalError);
    const denied = openPlatform(database.db, clientOf(running, 'nonsense'), {
      livemode: false,
      simulated: true,
    });
    await expect(denied).rejects.toThrow('Stripe does not accept STRIPE_SECRET_KEY');
  });

  test('a Stripe that is away is waited for', async () => {
    const { running } = await simulator(DAY_MS);
    const stripe = clientOf(running);
    await running.close();
    open.length = 0;
    const away = openPlatform(database.db, stripe, { livemode: false, simulated: true });
    await expect(away).rejects.not.toBeInstanceOf(RefusalError);
  });
});
