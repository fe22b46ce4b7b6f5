import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isLoopback } from '../../../src/simulator/http/server';
import { clientFor, refusal, startSimulator, START_MS, type Running } from './support/simulator';

const DAY_MS = 86_400_000;

describe('Stripe’s own client', () => {
  let running: Running;
  beforeEach(async () => {
    running = await startSimulator();
    const { acts } = running.simulator.world;
    acts.topUpPlatform(1_000_000, 'usd');
    acts.createSeller({ id: 'acct_a', country: 'US' });
  });
  afterEach(() => running.close());

  it('needs a key that begins with sk_test_', async () => {
    const refused = await refusal(clientFor(running.simulator, 'sk_live_123456789').balance.retrieve());
    expect(refused).toMatchObject({ statusCode: 401, type: 'StripeAuthenticationError' });
    expect(refused.message).not.toContain('sk_live_123456789');
    expect((await clientFor(running.simulator, 'sk_test_x').balance.retrieve()).object).toBe('balance');
  });

  it('sees the request id and the version that it asked for', async () => {
    const { lastResponse } = await running.stripe.balance.retrieve();
    expect(lastResponse.requestId).toMatch(/^req_/);
    expect(lastResponse.headers).toMatchObject({ 'stripe-version': '2026-10-28.endive' });
  });

  it('is told of calls, objects and parameters that do not exist', async () => {
    const { stripe } = running;
    expect(await refusal(stripe.customers.list())).toMatchObject({ statusCode: 404 });
    expect(await refusal(stripe.transfers.retrieve('tr_none'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
    const unknown = { amount: 1, currency: 'usd', destination: 'acct_a', purpose: 'x' };
    expect(await refusal(stripe.transfers.create(unknown))).toMatchObject({
      statusCode: 400,
      code: 'parameter_unknown',
      param: 'purpose',
    });
  });

  it('pages through a list by itself', async () => {
    const { stripe } = running;
    for (let number = 1; number <= 7; number += 1) {
      await stripe.transfers.create({ amount: number, currency: 'usd', destination: 'acct_a' });
    }
    const first = await stripe.transfers.list({ limit: 3 });
    expect(first.data.map((one) => one.amount)).toEqual([7, 6, 5]);
    expect(first).toMatchObject({ has_more: true, url: '/v1/transfers' });
    const all = await stripe.transfers.list({ limit: 3 }).autoPagingToArray({ limit: 100 });
    expect(all.map((one) => one.amount)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect((await refusal(stripe.transfers.list({ limit: 101 }))).param).toBe('limit');
    expect((await refusal(stripe.transfers.list({ starting_after: 'tr_none' }))).param).toBe(
      'starting_after',
    );
  });

  it('gets objects in place of ids where it asks for them', async () => {
    const { stripe } = running;
    const { id } = await stripe.transfers.create({ amount: 500, currency: 'usd', destination: 'acct_a' });
    const transfer = await stripe.transfers.retrieve(id, { expand: ['balance_transaction', 'destination'] });
    expect(transfer.balance_transaction).toMatchObject({ object: 'balance_transaction', amount: -500 });
    expect(transfer.destination).toMatchObject({ object: 'account', id: 'acct_a' });
    const rows = await stripe.balanceTransactions.list({ type: 'transfer', expand: ['data.source'] });
    expect(rows.data[0]?.source).toMatchObject({ object: 'transfer', id });
    const received = await stripe.balanceTransactions.list(
      { expand: ['data.source'] },
      { stripeAccount: 'acct_a' },
    );
    expect(received.data[0]?.source).toMatchObject({ object: 'charge', id: transfer.destination_payment });
  });

  it('is refused what cannot be expanded, before anything happens', async () => {
    const { stripe } = running;
    const wrong = { amount: 500, currency: 'usd', destination: 'acct_a', expand: ['amount'] };
    expect((await refusal(stripe.transfers.create(wrong))).message).toContain('cannot be expanded (amount)');
    expect((await stripe.transfers.list()).data).toEqual([]);
    const list = refusal(stripe.balanceTransactions.list({ expand: ['source'] }));
    expect((await list).message).toContain("'data.source'");
  });

  it('finds the platform and its accounts, and no account that is not there', async () => {
    const { stripe, simulator } = running;
    expect((await stripe.accounts.retrieveCurrent()).id).toBe(simulator.world.platformId);
    const accounts = await stripe.accounts.list();
    expect(accounts.data.map((one) => one.id)).toContain('acct_a');
    const stranger = refusal(stripe.balance.retrieve({}, { stripeAccount: 'acct_none' }));
    expect([401, 403]).toContain((await stranger).statusCode);
  });

  it('sees time move only by hand here', async () => {
    const { stripe, simulator } = running;
    await simulator.advanceTo(START_MS + 3 * DAY_MS);
    const { created } = await stripe.transfers.create({ amount: 1, currency: 'usd', destination: 'acct_a' });
    expect(created * 1000).toBe(START_MS + 3 * DAY_MS);
  });
});

describe('the server', () => {
  it('limits the rate of calls where that is asked for', async () => {
    const running = await startSimulator({ requestsPerSecond: 5, wallMs: () => START_MS });
    for (let call = 0; call < 5; call += 1) await running.stripe.balance.retrieve();
    expect((await refusal(running.stripe.balance.retrieve())).statusCode).toBe(429);
    await running.close();
  });

  it('answers for its health, and with a clear error for what it cannot read', async () => {
    const running = await startSimulator();
    const { url } = running.simulator;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const deep = `a${'[b]'.repeat(30)}=1`;
    const unreadable = await fetch(`${url}/v1/balance?${deep}`, {
      headers: { authorization: 'Bearer sk_test_x' },
    });
    expect(unreadable.status).toBe(400);
    const long = await fetch(`${url}/v1/transfers`, { method: 'POST', body: 'x'.repeat(1_100_000) });
    expect(long.status).toBe(413);
    await running.close();
  });

  it('answers to two hundred calls at once', async () => {
    const running = await startSimulator();
    running.simulator.world.acts.createSeller({ id: 'acct_a', country: 'US' });
    running.simulator.world.acts.topUpPlatform(100_000, 'usd');
    const calls = Array.from({ length: 200 }, () =>
      running.stripe.transfers.create({ amount: 10, currency: 'usd', destination: 'acct_a' }),
    );
    expect(new Set((await Promise.all(calls)).map((one) => one.id)).size).toBe(200);
    await running.close();
  });
});

describe('the controls', () => {
  let running: Running;
  beforeEach(async () => {
    running = await startSimulator();
  });
  afterEach(() => running.close());

  const post = async (path: string, body: unknown): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${running.simulator.url}/_simulator${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };

  it('let a person act: a seller, a sale, a dispute', async () => {
    await post('/acts/topUpPlatform', [100_000, 'usd']);
    await post('/acts/createSeller', [{ id: 'acct_a', country: 'US' }]);
    const sale = { id: 'ch_1', model: 'destination', seller: 'acct_a', amountMinor: 5_000, currency: 'usd' };
    expect((await post('/acts/sale', [sale])).status).toBe(200);
    const disputed = await post('/acts/dispute', [{ charge: 'ch_1' }]);
    expect(disputed.status).toBe(200);
    const disputes = await running.stripe.disputes.list({ charge: 'ch_1' });
    expect(disputed.body).toEqual({ result: disputes.data[0]?.id });
  });

  it('let a person ask for faults, read how often they struck, and end them', async () => {
    const { body } = await post('/faults', { kind: 'api-conflict', match: 'GET /v1/balance', times: 1 });
    expect((await refusal(running.stripe.balance.retrieve())).statusCode).toBe(409);
    const { url } = running.simulator;
    expect(await (await fetch(`${url}/_simulator/faults`)).json()).toMatchObject([
      { ...(body as object), fired: 1 },
    ]);
    await fetch(`${url}/_simulator/faults`, { method: 'DELETE' });
    expect(await (await fetch(`${url}/_simulator/faults`)).json()).toEqual([]);
  });

  it('refuse what they do not know, saying what they do', async () => {
    expect(await post('/faults', { kind: 'earthquake' })).toMatchObject({ status: 400 });
    expect(await post('/acts/constructor', [])).toMatchObject({ status: 404 });
    expect(await post('/acts/sale', { amount: 1 })).toMatchObject({ status: 400 });
    expect(await post('/acts/dispute', [{ charge: 'ch_none' }])).toMatchObject({ status: 400 });
    const form = await fetch(`${running.simulator.url}/_simulator/acts/tell`, { method: 'POST', body: 'x' });
    expect(form.status).toBe(415);
  });

  it('answer to this machine only', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true);
    expect(['10.0.0.1', '', '::ffff:10.0.0.1', 'fe80::1', '2127.0.0.1'].some(isLoopback)).toBe(false);
  });
});
