import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { refusal, startSimulator, type Running } from './support/simulator';

const HOUR_MS = 3_600_000;

describe('an idempotency key', () => {
  let wallMs = Date.UTC(2026, 10, 2, 12);
  let running: Running;
  beforeEach(async () => {
    running = await startSimulator({ wallMs: () => wallMs });
    running.simulator.world.acts.topUpPlatform(100_000, 'usd');
    running.simulator.world.acts.createSeller({ id: 'acct_a', country: 'US' });
  });
  afterEach(() => running.close());

  const send = (key: string, amount = 500): Promise<{ id: string; lastResponse: { headers: object } }> =>
    running.stripe.transfers.create(
      { amount, currency: 'usd', destination: 'acct_a' },
      { idempotencyKey: key },
    );
  const transfers = async (): Promise<number> => (await running.stripe.transfers.list()).data.length;

  it('brings the first answer again, marked as replayed, without a second effect', async () => {
    const first = await send('k1');
    const again = await send('k1');
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(first.lastResponse.headers).not.toHaveProperty('idempotent-replayed');
    expect(await transfers()).toBe(1);
  });

  it('is refused with other parameters', async () => {
    await send('k1', 500);
    const error = await refusal(send('k1', 501));
    expect(error).toMatchObject({ statusCode: 400, rawType: 'idempotency_error' });
    expect(await transfers()).toBe(1);
  });

  it('belongs to the account that the call is made for', async () => {
    const { simulator, stripe } = running;
    simulator.world.acts.createSeller({ id: 'acct_b', country: 'US' });
    const options = { idempotencyKey: 'k1' };
    await stripe.transfers.create({ amount: 1, currency: 'usd', destination: 'acct_b' }, options);
    simulator.world.acts.topUpSeller('acct_a', 1_000, 'usd');
    const other = await stripe.payouts.create(
      { amount: 700, currency: 'usd' },
      { ...options, stripeAccount: 'acct_a' },
    );
    expect(other.object).toBe('payout');
  });

  it('is in use while the first call is under way', async () => {
    running.simulator.faults.add({ kind: 'api-slow', match: 'POST /v1/transfers', times: 1, delayMs: 1_000 });
    const first = send('k1');
    // The slow answer has begun: the first call holds its key, however fast this machine is.
    while (running.simulator.faults.fired('api-slow') === 0) await setImmediate();
    const error = await refusal(send('k1'));
    expect(error).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    const { id } = await first;
    expect((await send('k1')).id).toBe(id);
    expect(running.simulator.faults.fired('api-slow')).toBe(1);
  });

  it('keeps a 500, whether or not there was an effect', async () => {
    const { faults } = running.simulator;
    faults.add({ kind: 'api-error-before', match: 'POST /v1/transfers', times: 1 });
    expect((await refusal(send('k1'))).statusCode).toBe(500);
    expect((await refusal(send('k1'))).statusCode).toBe(500);
    expect(await transfers()).toBe(0);
    faults.clear();
    faults.add({ kind: 'api-error-after', match: 'POST /v1/transfers', times: 1 });
    expect((await refusal(send('k2'))).statusCode).toBe(500);
    expect((await refusal(send('k2'))).statusCode).toBe(500);
    expect(await transfers()).toBe(1);
    expect([faults.fired('api-error-before'), faults.fired('api-error-after')]).toEqual([1, 1]);
  });

  it('keeps a refusal of the call itself, and no refusal of its parameters', async () => {
    const broke = await refusal(send('k1', 200_000));
    expect(broke.code).toBe('balance_insufficient');
    running.simulator.world.acts.topUpPlatform(500_000, 'usd');
    expect((await refusal(send('k1', 200_000))).code).toBe('balance_insufficient');
    expect((await refusal(send('k2', -5))).code).toBe('parameter_invalid_integer');
    expect((await send('k2', 5)).id).toMatch(/^tr_/);
  });

  it('remembers nothing of a 429 or a 409', async () => {
    const { faults } = running.simulator;
    faults.add({ kind: 'api-rate-limit', match: 'POST /v1/transfers', times: 1 });
    faults.add({ kind: 'api-conflict', match: 'POST /v1/transfers', times: 1 });
    const limited = await refusal(send('k1'));
    expect(limited).toMatchObject({ statusCode: 429, code: 'rate_limit' });
    expect(limited.headers).toMatchObject({
      'retry-after': '1',
      'stripe-rate-limited-reason': 'global-rate',
    });
    expect((await refusal(send('k1'))).statusCode).toBe(409);
    expect((await send('k1')).id).toMatch(/^tr_/);
  });

  it('finds the answer that was lost on its way', async () => {
    const { faults } = running.simulator;
    faults.add({ kind: 'api-timeout-after', match: 'POST /v1/transfers', times: 1 });
    expect((await refusal(send('k1'))).type).toBe('StripeConnectionError');
    const found = await send('k1');
    expect(found.lastResponse.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(await transfers()).toBe(1);
    faults.add({ kind: 'api-timeout-before', match: 'POST /v1/transfers', times: 1 });
    expect((await refusal(send('k2'))).type).toBe('StripeConnectionError');
    expect(await transfers()).toBe(1);
  });

  it('is forgotten after 24 hours of wall time, or when a test says so', async () => {
    const first = await send('k1');
    wallMs += 24 * HOUR_MS - 1;
    expect((await send('k1')).id).toBe(first.id);
    wallMs += 1;
    const second = await send('k1');
    expect(second.id).not.toBe(first.id);
    expect(running.simulator.forgetKeys()).toBe(1);
    expect((await send('k1')).id).not.toBe(second.id);
    running.simulator.faults.add({ kind: 'api-keys-pruned', match: 'POST /v1/transfers', times: 1 });
    await send('k1');
    expect(await transfers()).toBe(4);
  });

  it('has at most 255 characters', async () => {
    expect((await refusal(send('k'.repeat(256)))).statusCode).toBe(400);
    expect(await transfers()).toBe(0);
  });
});
