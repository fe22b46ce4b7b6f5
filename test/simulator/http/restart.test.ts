import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startReceiver } from './support/receiver';
import { clientFor, startSimulator, START_MS } from './support/simulator';

const DAY_MS = 86_400_000;

/**
 * The process is never closed in order here: a copy of what the folder holds after an answered call is what a kill
 * would have left, for nothing is written later.
 */
describe('a simulator that was killed', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'simulator-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const asKilled = (name: string): string => {
    const copy = path.join(folder, name);
    fs.cpSync(path.join(folder, 'run'), copy, { recursive: true });
    return copy;
  };

  it('has lost nothing that was answered: objects, keys, calendar, endpoints', async () => {
    const first = await startSimulator({ dataFolder: path.join(folder, 'run') });
    const { acts } = first.simulator.world;
    acts.topUpPlatform(100_000, 'usd');
    acts.createSeller({ id: 'acct_a', country: 'US' });
    acts.at(START_MS + 2 * DAY_MS, 'topUpPlatform', [7, 'usd'], { seller: null, what: 'seven cents' });
    const params = { amount: 500, currency: 'usd', destination: 'acct_a' };
    const transfer = await first.stripe.transfers.create(params, { idempotencyKey: 'k1' });
    const receiver = await startReceiver('');
    const endpoint = await first.stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['*'] });
    const verdict = first.simulator.world.verdict();
    const copy = asKilled('killed');
    await first.close();

    const own = await startReceiver(endpoint.secret ?? '');
    const second = await startSimulator({ dataFolder: copy });
    expect(second.simulator.restored).toBe(true);
    expect(second.simulator.world.nowMs).toBe(START_MS);
    expect(second.simulator.world.verdict()).toEqual(verdict);
    const again = await second.stripe.transfers.create(params, { idempotencyKey: 'k1' });
    expect(again.id).toBe(transfer.id);
    expect((await second.stripe.transfers.list()).data).toHaveLength(1);
    await second.stripe.webhookEndpoints.update(endpoint.id, { url: own.url });
    await second.simulator.advanceTo(START_MS + 2 * DAY_MS);
    expect(second.simulator.told).toEqual([
      { atMs: START_MS + 2 * DAY_MS, seller: null, what: 'seven cents' },
    ]);
    expect(own.events.map((event) => event.type)).toContain('topup.succeeded');
    second.simulator.world.audit();
    await second.close();
    await Promise.all([receiver.close(), own.close()]);
  });

  it('goes on with the webhooks that were under way', async () => {
    const receiver = await startReceiver('whsec_1');
    receiver.status = 503;
    const webhooks = [{ url: receiver.url, secret: receiver.secret, connect: false }];
    const first = await startSimulator({ dataFolder: path.join(folder, 'run'), webhooks });
    first.simulator.world.acts.topUpPlatform(100, 'usd');
    await first.simulator.settled();
    const copy = asKilled('killed');
    await first.close();

    receiver.status = 200;
    const second = await startSimulator({ dataFolder: copy, webhooks });
    expect(receiver.events).toEqual([]);
    await second.simulator.advanceTo(START_MS + DAY_MS);
    expect(receiver.events.map((event) => event.type)).toContain('topup.succeeded');
    expect((await second.stripe.events.list({ delivery_success: false })).data).toEqual([]);
    await second.close();
    await receiver.close();
  });

  it('compacts its journal at the start, and can do so again and again', async () => {
    const dataFolder = path.join(folder, 'run');
    let simulated = await startSimulator({ dataFolder });
    simulated.simulator.world.acts.topUpPlatform(100_000, 'usd');
    simulated.simulator.world.acts.createSeller({ id: 'acct_a', country: 'US' });
    for (let number = 1; number <= 20; number += 1) {
      await simulated.stripe.transfers.create({ amount: number, currency: 'usd', destination: 'acct_a' });
    }
    const before = await simulated.stripe.balance.retrieve();
    await simulated.close();
    for (let start = 0; start < 3; start += 1) {
      simulated = await startSimulator({ dataFolder });
      const lines = fs.readFileSync(path.join(dataFolder, 'simulator.jsonl'), 'utf8').trim().split('\n');
      expect(lines).toHaveLength(1);
      expect((await simulated.stripe.balance.retrieve()).available).toEqual(before.available);
      expect((await simulated.stripe.transfers.list({ limit: 100 })).data).toHaveLength(20);
      await simulated.close();
    }
  });

  it('finds that time has passed meanwhile, where its clock ticks', async () => {
    const originMs = Date.UTC(2026, 10, 2);
    let wallMs = originMs;
    const time = { kind: 'ticking' as const, clock: { originMs, msPerDay: 2_000 } };
    const dataFolder = path.join(folder, 'run');
    const first = await startSimulator({ dataFolder, time, wallMs: () => wallMs });
    const later = originMs + 30 * DAY_MS;
    first.simulator.world.acts.at(later, 'topUpPlatform', [500, 'usd']);
    await first.close();
    wallMs += 40 * 2_000;
    const second = await startSimulator({ dataFolder, time, wallMs: () => wallMs });
    const balance = await clientFor(second.simulator).balance.retrieve();
    expect(balance.available).toMatchObject([{ amount: 500, currency: 'usd' }]);
    expect(second.simulator.world.nowMs).toBe(originMs + 40 * DAY_MS);
    await second.close();
  });
});
