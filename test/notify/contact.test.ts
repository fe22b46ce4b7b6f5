import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { NotDelivered } from '../../src/notify/channel';
import { createContacts } from '../../src/notify/contact';
import { createSimulator, type Simulator } from '../../src/simulator';
import { createStripeClient } from '../../src/stripe/client';

let simulator: Simulator;
let stripe: Stripe;

beforeEach(async () => {
  simulator = await createSimulator({ time: { kind: 'manual', startMs: Date.now() }, webhooks: [] });
  const { host, port } = simulator;
  stripe = createStripeClient({
    key: 'sk_test_contact',
    host,
    port,
    protocol: 'http',
    requestsPerSecond: 1_000,
  });
});
afterEach(async () => {
  await simulator.close();
});

const seller = (email?: string): string =>
  simulator.world.acts.createSeller({ country: 'US', ...(email === undefined ? {} : { email }) });

describe('what Stripe knows of a seller', () => {
  test('is their address and the last digits of their banks, by currency', async () => {
    expect(await createContacts(stripe)(seller('grace@sellers.example'))).toEqual({
      email: 'grace@sellers.example',
      bankLast4: { usd: '6789' },
    });
  });

  test('can be no address', async () => {
    expect(await createContacts(stripe)(seller())).toMatchObject({ email: null });
  });

  test('is nothing for an account that has gone, or never was', async () => {
    const account = seller('grace@sellers.example');
    simulator.world.acts.deauthorize(account);
    const nothing = { email: null, bankLast4: {} };
    expect(await createContacts(stripe)(account)).toEqual(nothing);
    expect(await createContacts(stripe)('acct_nobody')).toEqual(nothing);
  });
});

test('where Stripe does not answer, the notice is tried again later', async () => {
  const account = seller('grace@sellers.example');
  await simulator.close();
  const asked = createContacts(stripe)(account);
  await expect(asked).rejects.toBeInstanceOf(NotDelivered);
  await expect(asked).rejects.toMatchObject({ prospect: 'later' });
});
