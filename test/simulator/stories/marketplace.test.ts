import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { marketplace, storyEndsDay } from '../../../src/simulator/stories/marketplace';
import { schedule } from '../../../src/simulator/stories/story';
import { startSimulator, START_MS, type Running } from '../http/support/simulator';

const DAY_MS = 86_400_000;

/**
 * A platform as simple as can be: it reverses what was withdrawn, in proportion, and sends back what was returned. It
 * knows no fees and no claims; enough for everything in the story to have something to work on.
 */
async function simplePlatform(stripe: Stripe, body: string): Promise<void> {
  const event = JSON.parse(body) as Stripe.Event;
  if (event.account !== undefined) return;
  if (event.type === 'charge.dispute.funds_withdrawn') await reverse(stripe, event.data.object);
  if (event.type === 'charge.dispute.funds_reinstated') await giveBack(stripe, event.data.object);
}

const idOf = (reference: string | { readonly id: string } | null): string =>
  typeof reference === 'string' ? reference : (reference?.id ?? '');

async function transfersOf(stripe: Stripe, dispute: Stripe.Dispute): Promise<Stripe.Transfer[]> {
  const charge = idOf(dispute.charge);
  const { data } = await stripe.transfers.list({ limit: 100 });
  return data.filter((transfer) => transfer.source_transaction === charge);
}

async function reverse(stripe: Stripe, dispute: Stripe.Dispute): Promise<void> {
  const charge = await stripe.charges.retrieve(idOf(dispute.charge));
  for (const transfer of await transfersOf(stripe, dispute)) {
    const share = Math.floor((transfer.amount * dispute.amount) / charge.amount_captured);
    const amount = Math.min(share, transfer.amount - transfer.amount_reversed);
    if (amount === 0) continue;
    await stripe.transfers.createReversal(
      transfer.id,
      { amount, metadata: { recoup_key: `recoup:v1:reversal:${dispute.id}:${transfer.id}:0` } },
      { idempotencyKey: `recoup:v1:reversal:${dispute.id}:${transfer.id}:0` },
    );
  }
}

async function giveBack(stripe: Stripe, dispute: Stripe.Dispute): Promise<void> {
  const charge = await stripe.charges.retrieve(idOf(dispute.charge));
  const returned = dispute.balance_transactions.at(-1)?.amount ?? 0;
  for (const transfer of await transfersOf(stripe, dispute)) {
    await stripe.transfers.create(
      {
        amount: Math.floor((transfer.amount * returned) / charge.amount_captured),
        currency: transfer.currency,
        destination: idOf(transfer.destination),
        metadata: { recoup_key: `recoup:v1:give_back:${dispute.id}:${transfer.id}:0` },
      },
      { idempotencyKey: `recoup:v1:give_back:${dispute.id}:${transfer.id}:0` },
    );
  }
}

describe('the marketplace', () => {
  let running: Running;
  beforeAll(async () => {
    const clients: Stripe[] = [];
    running = await startSimulator({
      prepare: (world) => schedule(world, marketplace),
      webhooks: [{ url: 'http://platform.test/stripe', secret: 'whsec_1', connect: false }],
      transport: async (_url, body) => {
        for (const stripe of clients) await simplePlatform(stripe, body);
        return 200;
      },
    });
    clients.push(running.stripe);
    for (let day = 1; day <= storyEndsDay; day += 1) {
      await running.simulator.advanceTo(START_MS + day * DAY_MS);
      running.simulator.world.audit();
    }
  }, 120_000);
  afterAll(() => running.close());

  const on = (account: string): Stripe.RequestOptions => ({ stripeAccount: account });
  const payouts = async (account: string): Promise<Stripe.Payout[]> =>
    (await running.stripe.payouts.list({ limit: 100 }, on(account))).data;
  const debits = async (account: string): Promise<string[]> =>
    (await payouts(account)).filter((payout) => payout.amount < 0).map((payout) => payout.status);
  const available = async (account: string): Promise<number[]> =>
    (await running.stripe.balance.retrieve({}, on(account))).available.map((one) => one.amount);

  it('tells every line, and ends a little past day 200', () => {
    const lines = marketplace.lines.filter((line) => line.what !== undefined);
    expect(running.simulator.told.map((line) => line.what)).toEqual(lines.map((line) => line.what));
    const last = Math.max(...marketplace.lines.map((line) => line.day));
    expect(last).toBeLessThan(storyEndsDay);
    expect(storyEndsDay).toBeGreaterThan(200);
    expect(storyEndsDay).toBeLessThan(220);
  });

  it('has at least twelve sellers in six countries and all three kinds of charge', async () => {
    expect(marketplace.cast.length).toBeGreaterThanOrEqual(12);
    expect([...new Set(marketplace.cast.map((role) => role.country))].sort()).toEqual([
      'AU',
      'DE',
      'GB',
      'HK',
      'JP',
      'US',
    ]);
    const { data } = await running.stripe.accounts.list({ limit: 100 });
    expect(data.map((account) => account.id)).toEqual(
      expect.arrayContaining(marketplace.cast.map((role) => role.account)),
    );
  });

  it('settles every dispute', async () => {
    const own = await running.stripe.disputes.list({ limit: 100 });
    const direct = await Promise.all(
      ['acct_iron', 'acct_juniper'].map((account) => running.stripe.disputes.list({}, on(account))),
    );
    const all = [...own.data, ...direct.flatMap((list) => list.data)];
    expect(Object.fromEntries(all.map((dispute) => [dispute.id, dispute.status]))).toEqual({
      dp_ada_vases: 'lost',
      dp_brixton: 'won',
      dp_breakfast: 'lost',
      dp_elm: 'lost',
      dp_foghorn: 'lost',
      dp_ginza: 'lost',
      dp_hamper: 'lost',
      dp_harbour: 'lost',
      dp_iron: 'lost',
      dp_juniper: 'lost',
      dp_krueger: 'warning_closed',
      dp_mingfai: 'won',
      dp_nile: 'lost',
      dp_penrose: 'lost',
      dp_quartz_eur: 'lost',
      dp_quartz_usd: 'lost',
      dp_rowan: 'lost',
      dp_sable: 'lost',
      dp_tidal: 'lost',
      dp_umber: 'lost',
      dp_velvet_frames: 'lost',
      dp_velvet_lenses: 'lost',
      dp_wren: 'lost',
    });
  });

  it('debits Ada’s bank for the vases and for the hamper, and Elm’s again after it came back', async () => {
    expect(await debits('acct_ada')).toEqual(['paid', 'paid']);
    expect((await debits('acct_elm')).sort()).toEqual(['failed', 'paid']);
    const failed = (await payouts('acct_elm')).find((payout) => payout.status === 'failed');
    expect(failed?.failure_code).toBe('insufficient_funds');
  });

  it('debits one of the two who share a breakfast, for the other has money', async () => {
    expect(await debits('acct_dorn')).toEqual(['paid']);
    expect(await debits('acct_kranz')).toEqual([]);
  });

  it('cannot debit Ginza, which pays in by itself', async () => {
    expect(await debits('acct_ginza')).toEqual([]);
    expect((await running.stripe.topups.list({}, on('acct_ginza'))).data).toHaveLength(1);
    expect(Math.min(...(await available('acct_ginza')))).toBeGreaterThanOrEqual(0);
  });

  it('gets nothing from Harbour’s bank, and all from its sales', async () => {
    const tried = await debits('acct_harbour');
    expect(tried.every((status) => status === 'failed')).toBe(true);
    expect(Math.min(...(await available('acct_harbour')))).toBeGreaterThanOrEqual(0);
  });

  it('brings Foghorn to day 180, cleared late and in two parts, and Sable later still', async () => {
    const { data } = await running.stripe.balanceTransactions.list({
      type: 'connect_collection_transfer',
      expand: ['data.source'],
    });
    const collected = data.map(({ created, source }) => {
      const { amount, destination } = source as unknown as { amount: number; destination: string };
      return [Math.floor((created * 1000 - START_MS) / DAY_MS), destination, amount];
    });
    expect(collected.toReversed()).toEqual([
      [191, 'acct_foghorn', 32_400],
      [197, 'acct_sable', 1_800],
      [197, 'acct_foghorn', 21_600],
    ]);
  });

  it('debits Umber’s bank, which objects long after, and then another one', async () => {
    expect((await debits('acct_umber')).toSorted()).toEqual(['failed', 'paid']);
  });

  it('lets a payment fail after its transfer, and a refund be forgotten in the Dashboard', async () => {
    expect((await running.stripe.charges.retrieve('ch_oakley_tent')).status).toBe('failed');
    const { data } = await running.stripe.refunds.list({ charge: 'ch_oakley_stove' });
    expect(data).toMatchObject([{ id: 're_oakley_stove', status: 'succeeded', transfer_reversal: null }]);
  });

  it('has Quartz below zero in euro and dollars, and debits euro alone', async () => {
    const tried = (await payouts('acct_quartz')).filter((payout) => payout.amount < 0);
    expect(tried.filter((payout) => payout.status === 'paid').map(({ currency }) => currency)).toEqual([
      'eur',
    ]);
  });

  it('shuts Sable out, and Tidal shuts the platform out', async () => {
    const sable = await running.stripe.accounts.retrieve('acct_sable');
    expect(sable.requirements?.disabled_reason).toBe('rejected.fraud');
    await expect(running.stripe.balance.retrieve({}, on('acct_tidal'))).rejects.toMatchObject({
      statusCode: 403,
    });
  });

  it('leaves Iron & Oak’s losses to Stripe, and Juniper’s fee to the platform', async () => {
    const iron = await running.stripe.accounts.retrieve('acct_iron');
    expect(iron.controller?.losses?.payments).toBe('stripe');
    const juniper = await running.stripe.accounts.retrieve('acct_juniper');
    expect(juniper.controller?.losses?.payments).toBe('application');
  });

  it('leaves nobody below zero but Wren, whom people forgive, and nobody overpaid or recovered from twice', async () => {
    const { connect_reserved: reserved = [] } = await running.stripe.balance.retrieve();
    expect(reserved.filter((one) => one.amount !== 0)).toMatchObject([{ currency: 'usd', amount: 11_000 }]);
    expect(await available('acct_wren')).toEqual([-11_000]);
    const { totals } = running.simulator.world.verdict();
    for (const row of totals) {
      expect(row).toMatchObject({ overpaidMinor: 0, recoveredTwiceMinor: 0, unexplainedMinor: 0 });
    }
  });
});
