import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createSimulator, type Simulator } from '../../src/simulator';
import { checkKey } from '../../src/stripe/check-key';
import { createStripeClient } from '../../src/stripe/client';
import { stripeFront, type StripeFront } from '../support/stripe-front';

let simulator: Simulator;
let front: StripeFront;
beforeEach(async () => {
  simulator = await createSimulator({ time: { kind: 'manual', startMs: Date.UTC(2026, 10, 2) } });
  front = await stripeFront(simulator);
});
afterEach(async () => {
  await front.close();
  await simulator.close();
});

const client = (key: string) =>
  createStripeClient({ key, ...front, protocol: 'http', requestsPerSecond: 1_000 });
const check = (key = 'sk_test_any') => checkKey(client(key));

describe('a key', () => {
  test('is told whose it is, and reads all that Recoup reads, also on a connected account', async () => {
    const seller = simulator.world.acts.createSeller({ country: 'US' });
    const { platformId: platformAccount } = simulator.world;
    expect(await check()).toEqual({ platformAccount, livemode: false, denied: [], triedOn: seller });
  });

  test('is tried by reading alone', async () => {
    simulator.world.acts.createSeller({ country: 'US' });
    await check();
    expect(front.calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
  });

  test('of a platform without accounts is tried on its own objects alone', async () => {
    expect(await check()).toMatchObject({ denied: [], triedOn: null });
  });

  test('that may not read something says what, on which side, and why', async () => {
    simulator.world.acts.createSeller({ country: 'US' });
    front.deny(/^\/v1\/(disputes|balance_settings|events)/);
    expect((await check()).denied).toEqual([
      { resource: 'Disputes', reason: expect.stringContaining('permissions') },
      { resource: 'Events', reason: expect.stringContaining('permissions') },
      { resource: 'Balance settings of connected accounts', reason: expect.stringContaining('permissions') },
      { resource: 'Disputes of connected accounts', reason: expect.stringContaining('permissions') },
      { resource: 'Events of connected accounts', reason: expect.stringContaining('permissions') },
    ]);
  });

  test('is tried on what only warnings, collection transfers and direct charges need', async () => {
    simulator.world.acts.createSeller({ country: 'US' });
    front.deny(/^\/v1\/(radar|balance_transactions|charges|refunds)/);
    expect((await check()).denied.map(({ resource }) => resource)).toEqual([
      'Charges',
      'Refunds',
      'Balance transactions',
      'Early fraud warnings',
      'Balance transactions of connected accounts',
      'Charges of connected accounts',
      'Refunds of connected accounts',
      'Early fraud warnings of connected accounts',
    ]);
  });

  test('that Stripe does not know is refused with the next step', async () => {
    await expect(check('sk_live_unknown')).rejects.toThrow(/did not accept the key: .*Copy it again/);
  });

  test('cannot be checked where nobody answers', async () => {
    await front.close();
    await expect(check()).rejects.toThrow(/did not accept the key: An error occurred/);
  });
});
