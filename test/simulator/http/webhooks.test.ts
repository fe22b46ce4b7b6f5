import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { clientFor, startSimulator, START_MS, type Running } from './support/simulator';
import { startReceiver, type Receiver } from './support/receiver';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

describe('webhooks', () => {
  let platform: Receiver;
  let connect: Receiver;
  let running: Running;
  beforeEach(async () => {
    platform = await startReceiver('whsec_platform');
    connect = await startReceiver('whsec_connect');
    running = await startSimulator({
      webhooks: [
        { url: platform.url, secret: platform.secret, connect: false },
        { url: connect.url, secret: connect.secret, connect: true },
      ],
    });
    running.simulator.world.acts.topUpPlatform(100_000, 'usd');
    running.simulator.world.acts.createSeller({ id: 'acct_a', country: 'US' });
    await running.simulator.settled();
    for (const receiver of [platform, connect]) receiver.events.length = 0;
  });
  afterEach(async () => {
    await running.close();
    await platform.close();
    await connect.close();
  });

  const transfer = (): Promise<{ id: string }> =>
    running.stripe.transfers.create({ amount: 500, currency: 'usd', destination: 'acct_a' });
  const undelivered = async (): Promise<string[]> => {
    const events = await running.stripe.events.list({ delivery_success: false, limit: 100 });
    return events.data.map((event) => event.type);
  };

  it('go signed to the platform’s endpoint without an account, and to the Connect one with it', async () => {
    const { id } = await transfer();
    const schedule = { payments: { payouts: { schedule: { interval: 'manual' as const } } } };
    await running.stripe.balanceSettings.update(schedule, { stripeAccount: 'acct_a' });
    await running.simulator.settled();
    const created = platform.events.find((event) => event.type === 'transfer.created');
    expect(created?.data.object).toMatchObject({ id, object: 'transfer' });
    expect(created).not.toHaveProperty('account');
    const changed = connect.events.find((event) => event.type === 'balance_settings.updated');
    expect(changed?.account).toBe('acct_a');
    expect(platform.events.every((event) => event.account === undefined)).toBe(true);
    expect(connect.events.every((event) => event.account === 'acct_a')).toBe(true);
    expect([...platform.rejected, ...connect.rejected]).toEqual([]);
    expect(platform.headers[0]).toMatchObject({ 'content-type': 'application/json; charset=utf-8' });
    expect(await undelivered()).toEqual([]);
  });

  it('carry the object as it was, not as it is', async () => {
    running.simulator.faults.add({
      kind: 'webhook-delay',
      match: 'transfer.created',
      delayMs: 10 * MINUTE_MS,
    });
    const { id } = await transfer();
    await running.stripe.transfers.createReversal(id, { amount: 100 });
    await running.simulator.advanceTo(START_MS + 10 * MINUTE_MS);
    const created = platform.events.find((event) => event.type === 'transfer.created');
    expect(created?.data.object).toMatchObject({ amount_reversed: 0 });
    expect(running.simulator.faults.fired('webhook-delay')).toBe(1);
  });

  it('come again until they are accepted', async () => {
    platform.status = 500;
    await transfer();
    await running.simulator.settled();
    expect(await undelivered()).toContain('transfer.created');
    await running.simulator.advanceTo(START_MS + 4 * MINUTE_MS);
    platform.status = 200;
    expect(platform.events).toEqual([]);
    await running.simulator.advanceTo(START_MS + 5 * MINUTE_MS);
    expect(platform.events.map((event) => event.type)).toContain('transfer.created');
    expect(await undelivered()).toEqual([]);
  });

  it('are given up after three days, and found by listing what was not delivered', async () => {
    platform.status = 500;
    await transfer();
    await running.simulator.advanceTo(START_MS + 3 * DAY_MS);
    const tries = platform.headers.length;
    platform.status = 200;
    await running.simulator.advanceTo(START_MS + 6 * DAY_MS);
    expect(platform.headers.length).toBeGreaterThan(0);
    expect(platform.events.filter((event) => event.type === 'transfer.created')).toEqual([]);
    expect(tries).toBeGreaterThan(8);
    expect(await undelivered()).toContain('transfer.created');
  });

  it('come to an endpoint made through the API, as long as it wants them', async () => {
    const { stripe, simulator } = running;
    const receiver = await startReceiver('unused');
    const made = await stripe.webhookEndpoints.create({
      url: receiver.url,
      enabled_events: ['transfer.created'],
    });
    expect(made.secret).toMatch(/^whsec_/);
    expect((await stripe.webhookEndpoints.retrieve(made.id)).secret).toBeUndefined();
    const own = await startReceiver(made.secret ?? '');
    await stripe.webhookEndpoints.update(made.id, { url: own.url });
    const { id } = await transfer();
    await stripe.transfers.createReversal(id, { amount: 100 });
    await simulator.settled();
    expect(own.events.map((event) => event.type)).toEqual(['transfer.created']);
    await stripe.webhookEndpoints.del(made.id);
    await transfer();
    await simulator.settled();
    expect(own.events).toHaveLength(1);
    await Promise.all([receiver.close(), own.close()]);
  });

  it('go to endpoints that the API lists, also those set up in the Dashboard, until one is disabled', async () => {
    const { stripe, simulator } = running;
    const { data } = await stripe.webhookEndpoints.list();
    expect(data.map(({ url, application, status }) => ({ url, application, status }))).toEqual([
      { url: connect.url, application: 'ca_platform', status: 'enabled' },
      { url: platform.url, application: null, status: 'enabled' },
    ]);
    expect(data.map((one) => [one.secret, one.api_version, one.enabled_events])).toEqual([
      [undefined, '2026-10-28.endive', ['*']],
      [undefined, '2026-10-28.endive', ['*']],
    ]);
    await stripe.webhookEndpoints.update(data[1]?.id ?? '', { disabled: true });
    await transfer();
    await simulator.settled();
    expect(platform.events).toEqual([]);
    expect(connect.events.length).toBeGreaterThan(0);
  });

  describe('on request', () => {
    const created = (): unknown[] => platform.events.filter((event) => event.type === 'transfer.created');

    it('are duplicated', async () => {
      running.simulator.faults.add({ kind: 'webhook-duplicate', match: 'transfer.created', copies: 3 });
      await transfer();
      await running.simulator.settled();
      expect(created()).toHaveLength(4);
      expect(running.simulator.faults.fired('webhook-duplicate')).toBe(1);
    });

    it('are overtaken by later ones', async () => {
      const { faults } = running.simulator;
      faults.add({ kind: 'webhook-reorder', match: 'transfer.created', times: 1 });
      const { id } = await transfer();
      await running.stripe.transfers.createReversal(id, { amount: 100 });
      await running.simulator.settled();
      expect(platform.events.map((event) => event.type)).toEqual(['transfer.reversed', 'transfer.created']);
      expect(faults.fired('webhook-reorder')).toBe(1);
    });

    it('held back to be overtaken come in the end, though nothing overtakes them', async () => {
      running.simulator.faults.add({ kind: 'webhook-reorder', match: 'transfer.created' });
      await transfer();
      await running.simulator.settled();
      expect(created()).toHaveLength(1);
    });

    it('are lost, and found by listing', async () => {
      running.simulator.faults.add({ kind: 'webhook-drop', match: 'transfer.created' });
      await transfer();
      await running.simulator.advanceTo(START_MS + 4 * DAY_MS);
      expect(created()).toEqual([]);
      expect(await undelivered()).toContain('transfer.created');
      expect(running.simulator.faults.fired('webhook-drop')).toBe(1);
    });

    it('are lost all, of the platform and of accounts, from one moment to another', async () => {
      const { simulator, stripe } = running;
      const lost = async (account?: string): Promise<string[]> => {
        const options = account === undefined ? {} : { stripeAccount: account };
        const { data } = await stripe.events.list({ delivery_success: false }, options);
        return data.map((event) => `${event.account ?? 'platform'} ${event.type}`);
      };
      const fault = simulator.faults.add({ kind: 'webhook-drop' });
      await transfer();
      simulator.faults.remove(fault);
      await transfer();
      await simulator.settled();
      expect(await lost()).toEqual(['platform transfer.created']);
      expect(await lost('acct_a')).toEqual(['acct_a payment.created']);
      expect(created()).toHaveLength(1);
      await simulator.advanceTo(START_MS + 31 * DAY_MS);
      expect([await lost(), await lost('acct_a')]).toEqual([[], []]);
    });

    it('are lost in part: a share of them', async () => {
      running.simulator.faults.add({ kind: 'webhook-drop', match: 'transfer.created', probability: 0.5 });
      for (let count = 0; count < 20; count += 1) await transfer();
      await running.simulator.settled();
      const lost = (await undelivered()).filter((type) => type === 'transfer.created').length;
      expect(lost + created().length).toBe(20);
      expect(lost).toBeGreaterThan(3);
      expect(lost).toBeLessThan(17);
    });

    it('are corrupted on their way, and come whole the next time', async () => {
      running.simulator.faults.add({ kind: 'webhook-corrupt', match: 'transfer.created' });
      await transfer();
      await running.simulator.settled();
      expect(created()).toEqual([]);
      expect(platform.rejected).toHaveLength(1);
      await running.simulator.advanceTo(START_MS + 5 * MINUTE_MS);
      expect(created()).toHaveLength(1);
      expect(running.simulator.faults.fired('webhook-corrupt')).toBe(1);
    });
  });
});

describe('without anybody listening', () => {
  it('events are there to be listed, and count as delivered', async () => {
    const running = await startSimulator();
    running.simulator.world.acts.topUpPlatform(100, 'usd');
    const stripe = clientFor(running.simulator);
    expect((await stripe.events.list({ type: 'topup.succeeded' })).data).toHaveLength(1);
    expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
    await running.close();
  });
});
