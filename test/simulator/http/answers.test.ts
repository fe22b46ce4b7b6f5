import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { resolve, schemas } from '../../../src/simulator/api/description';
import type { Schema } from '../../../src/simulator/api/schema';
import { findRoute } from '../../../src/simulator/http/router';
import { operations } from '../../../src/simulator/world/operations';
import { absentFields, misfits } from './support/response-schema';
import { refusal, startSimulator, START_MS, type Running } from './support/simulator';

const DAY_MS = 86_400_000;

/** Refunds of card payments are never pending for long enough to be canceled. */
const ALWAYS_REFUSED = new Set(['POST /v1/refunds/{refund}/cancel']);

const TEXT: Schema = { type: 'string' };
const ERROR_BODY: Schema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type'],
      properties: { code: TEXT, doc_url: TEXT, message: TEXT, param: TEXT, type: TEXT },
    },
  },
};

interface Recorded {
  readonly operation: string;
  readonly problems: readonly string[];
}

/** A client that holds every answer of the simulator against Stripe's description. */
function checkingClient({ simulator }: Running, seen: Recorded[]): Stripe {
  const checkingFetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const url = new URL(input instanceof Request ? input.url : input);
    const route = findRoute(init?.method ?? 'GET', url.pathname);
    const operation = route?.operation.id ?? `${init?.method ?? 'GET'} ${url.pathname}`;
    const body = (await response.clone().json()) as Record<string, unknown>;
    if (ALWAYS_REFUSED.has(operation)) {
      seen.push({ operation, problems: misfits(ERROR_BODY, body) });
    } else if (response.status !== 200 || route === undefined) {
      seen.push({ operation, problems: [`${response.status}: ${JSON.stringify(body)}`] });
    } else {
      const schema = route.operation.response;
      seen.push({ operation, problems: [...misfits(schema, body), ...absent(body)] });
    }
    return response;
  };
  return new Stripe('sk_test_simulated', {
    host: simulator.host,
    port: simulator.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(checkingFetch),
  });
}

/** Fields that the object's schema has as required or nullable and that are not there, in lists too. */
function absent(body: Record<string, unknown>): string[] {
  const objects = body['object'] === 'list' && Array.isArray(body['data']) ? body['data'] : [body];
  return objects.flatMap((object: Record<string, unknown>) => {
    const schema = schemas[String(object['object'])];
    if (schema === undefined || object['deleted'] === true) return [];
    return absentFields(resolve(schema), object).map((name) => `${String(object['object'])}.${name}: absent`);
  });
}

describe('every answer', () => {
  it('is what Stripe’s description says, for every call that the simulator knows', async () => {
    const running = await startSimulator();
    const seen: Recorded[] = [];
    const stripe = checkingClient(running, seen);
    await callEverything(running, stripe);
    const problems = seen.flatMap(({ operation, problems: found }) =>
      found.map((one) => `${operation}: ${one}`),
    );
    expect([...new Set(problems)]).toEqual([]);
    const called = new Set(seen.map((one) => one.operation));
    expect(Object.keys(operations).filter((operation) => !called.has(operation))).toEqual([]);
    await running.close();
  });

  it('is checked by something that notices what is missing, wrong or too much', () => {
    const reversal = {
      id: 'trr_1',
      object: 'transfer_reversal',
      amount: 5,
      currency: 'usd',
      created: 1,
      transfer: 'tr_1',
    };
    const schema = schemas['transfer_reversal'] ?? {};
    expect(misfits(schema, reversal)).toEqual([]);
    expect(misfits(schema, { ...reversal, amount: '5' })).toHaveLength(1);
    expect(misfits(schema, { ...reversal, amount: undefined })).not.toEqual([]);
    expect(misfits(schema, { ...reversal, purpose: 'x' })).toHaveLength(1);
    expect(misfits(schema, { ...reversal, transfer: { object: 'transfer' } })).not.toEqual([]);
    expect(absentFields(schema, reversal)).toContain('balance_transaction');
  });
});

async function callEverything(running: Running, stripe: Stripe): Promise<void> {
  const { simulator } = running;
  const { acts } = simulator.world;
  const onA = { stripeAccount: 'acct_a' };
  acts.topUpPlatform(1_000_000, 'usd');
  acts.createSeller({ id: 'acct_a', country: 'US' });
  acts.createSeller({ id: 'acct_jp', country: 'JP', type: 'custom' });
  const sale = {
    id: 'ch_1',
    model: 'destination',
    seller: 'acct_a',
    amountMinor: 9_000,
    currency: 'usd',
  } as const;
  acts.sale({ ...sale, applicationFeeMinor: 900, transferId: 'tr_1' });
  acts.sale({ id: 'ch_2', model: 'direct', seller: 'acct_a', amountMinor: 5_000, currency: 'usd' });

  await accounts(stripe);
  await moneyCalls(stripe, onA);
  const dispute = acts.dispute({ charge: 'ch_1', amountMinor: 4_000 });
  const direct = acts.dispute({ charge: 'ch_2' });
  await disputes(stripe, dispute);
  await stripe.disputes.retrieve(direct, {}, onA);
  acts.sale({ id: 'ch_3', model: 'direct', seller: 'acct_a', amountMinor: 3_000, currency: 'usd' });
  await stripe.disputes.close(acts.dispute({ charge: 'ch_3' }), {}, onA);
  acts.sellerPaysOut('acct_a', 'usd');
  await stripe.transfers.createReversal('tr_1', {
    amount: 4_000,
    expand: ['transfer', 'balance_transaction'],
  });
  await simulator.advanceTo(START_MS + 12 * DAY_MS);
  acts.win(dispute);
  acts.appeal(direct);
  await reads(stripe, onA, dispute);
  acts.setDebitNegativeBalances('acct_a', false);
  acts.sellerPaysOut('acct_a', 'usd');
  await stripe.transfers.createReversal('tr_1', { amount: 1_000 });
  await simulator.advanceTo(START_MS + 230 * DAY_MS);
  const types = ['connect_collection_transfer', 'reserve_transaction', 'topup', 'transfer'];
  for (const type of types) await stripe.balanceTransactions.list({ type, expand: ['data.source'] });
  await stripe.accounts.reject('acct_jp', { reason: 'other' });
  await stripe.accounts.unreject('acct_jp');
}

async function accounts(stripe: Stripe): Promise<void> {
  const made = await stripe.accounts.create({
    country: 'GB',
    type: 'express',
    capabilities: { transfers: { requested: true }, card_payments: { requested: true } },
    metadata: { shop: '7' },
  });
  await stripe.accounts.update(made.id, { metadata: { shop: '8' } });
  await stripe.accounts.list({ limit: 2 });
  await stripe.accounts.retrieveCurrent();
  await stripe.accounts.listCapabilities(made.id);
  await stripe.accounts.retrieveCapability(made.id, 'transfers');
  await stripe.accounts.updateCapability(made.id, 'transfers', { requested: true });
  const { data } = await stripe.accounts.listExternalAccounts('acct_jp');
  const bank = data[0];
  if (bank === undefined) throw new Error('the seller has no bank account');
  await stripe.accounts.retrieveExternalAccount('acct_jp', bank.id);
  await stripe.accounts.updateExternalAccount('acct_jp', bank.id, { metadata: { checked: 'yes' } });
  await stripe.accounts.retrieve('acct_jp');
  await stripe.rawRequest('POST', `/v1/accounts/${made.id}/external_accounts`, {
    bank_account: { country: 'GB', currency: 'gbp', account_number: 'GB82WEST12345698765432' },
  });
  await stripe.accounts.createLoginLink('acct_a');
  await stripe.accountLinks.create({
    account: made.id,
    type: 'account_onboarding',
    refresh_url: 'https://platform.example/refresh',
    return_url: 'https://platform.example/done',
  });
  const endpoint = await stripe.webhookEndpoints.create({
    url: 'http://127.0.0.1:9/none',
    enabled_events: ['account.application.deauthorized'],
    connect: true,
  });
  await stripe.webhookEndpoints.list();
  await stripe.webhookEndpoints.retrieve(endpoint.id);
  await stripe.webhookEndpoints.update(endpoint.id, { enabled_events: ['payout.failed'] });
  await stripe.webhookEndpoints.del(endpoint.id);
}

async function moneyCalls(stripe: Stripe, onA: Stripe.RequestOptions): Promise<void> {
  await stripe.balanceSettings.retrieve({}, onA);
  const schedule = { interval: 'manual' as const };
  await stripe.balanceSettings.update({ payments: { payouts: { schedule } } }, onA);
  await stripe.topups.create({ amount: 5_000, currency: 'usd' });
  await stripe.topups.list();
  const transfer = await stripe.transfers.create({
    amount: 700,
    currency: 'usd',
    destination: 'acct_a',
    metadata: { recoup_key: 'k' },
    expand: ['destination_payment', 'balance_transaction'],
  });
  await stripe.transfers.update(transfer.id, { description: 'credit' });
  await stripe.transfers.retrieve(transfer.id);
  const reversal = await stripe.transfers.createReversal(transfer.id, { amount: 100 });
  await stripe.transfers.listReversals(transfer.id);
  await stripe.transfers.retrieveReversal(transfer.id, reversal.id);
  const payout = await stripe.payouts.create({ amount: 300, currency: 'usd' }, onA);
  await stripe.payouts.retrieve(payout.id, {}, onA);
  await stripe.payouts.cancel(payout.id, {}, onA);
  const charge = await stripe.charges.create({ amount: 2_000, currency: 'usd', source: 'tok_bypassPending' });
  await stripe.charges.retrieve(charge.id, { expand: ['balance_transaction'] });
  const refund = await stripe.refunds.create({ charge: charge.id, amount: 500 });
  await stripe.refunds.retrieve(refund.id);
  await stripe.refunds.list({ charge: charge.id });
  await refusal(stripe.refunds.cancel(refund.id));
  const intent = await stripe.paymentIntents.create({
    amount: 3_000,
    currency: 'usd',
    payment_method: 'pm_card_bypassPending',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  });
  await stripe.paymentIntents.retrieve(intent.id);
}

async function disputes(stripe: Stripe, dispute: string): Promise<void> {
  await stripe.disputes.list({ expand: ['data.charge'] });
  await stripe.disputes.retrieve(dispute, { expand: ['charge', 'payment_intent'] });
  await stripe.disputes.update(dispute, { evidence: { uncategorized_text: 'sent' }, submit: false });
}

async function reads(stripe: Stripe, onA: Stripe.RequestOptions, dispute: string): Promise<void> {
  await stripe.balance.retrieve();
  await stripe.balance.retrieve({}, onA);
  for (const options of [{}, onA]) {
    const rows = await stripe.balanceTransactions.list({ limit: 100, expand: ['data.source'] }, options);
    for (const row of rows.data) await stripe.balanceTransactions.retrieve(row.id, {}, options);
    const events = await stripe.events.list({ limit: 100 }, options);
    for (const event of events.data) await stripe.events.retrieve(event.id, {}, options);
    await stripe.charges.list({ limit: 100 }, options);
    await stripe.payouts.list({ limit: 100 }, options);
    await stripe.transfers.list({ limit: 100 }, options);
  }
  const fees = await stripe.applicationFees.list();
  const fee = fees.data[0];
  if (fee !== undefined) {
    await stripe.applicationFees.createRefund(fee.id, { amount: 10 });
    await stripe.applicationFees.listRefunds(fee.id);
  }
  await stripe.radar.earlyFraudWarnings.list();
  const paid = (await stripe.payouts.list({ status: 'paid' }, onA)).data.find((payout) => payout.amount > 0);
  if (paid === undefined) throw new Error('no payout was paid');
  await stripe.payouts.reverse(paid.id, {}, onA);
  await stripe.disputes.retrieve(dispute);
}
