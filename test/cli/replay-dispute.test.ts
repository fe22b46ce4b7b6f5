import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ACTS } from '../../src/cli/replay-dispute/acts';
import { type Followed, follow } from '../../src/cli/replay-dispute/follow';
import { simulatorHands } from '../../src/cli/replay-dispute/hands';
import { replayReport, reportText } from '../../src/cli/replay-dispute/report';
import type { Scene } from '../../src/cli/replay-dispute/scene';
import { setStage } from '../../src/cli/replay-dispute/stage';
import { accountId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { freshDatabase, type FreshDatabase } from '../support/postgres';
import { startSimulator, type Running } from '../simulator/http/support/simulator';
import { RecoupProcess } from '../support/recoup-process';

const USD = currency('usd');

describe('the stage of a synthetic chargeback', () => {
  let running: Running;
  let database: FreshDatabase;
  beforeAll(async () => {
    [running, database] = await Promise.all([startSimulator(), freshDatabase()]);
  });
  afterAll(async () => {
    await running.close();
    await database.close();
  });

  const set = async (): Promise<{ scene: Scene; told: string[] }> => {
    const { simulator, stripe } = running;
    const hands = simulatorHands(simulator.url);
    const account = accountId(await hands.createSeller('Replay Rugs'));
    const told: string[] = [];
    const deps = { stripe, hands, wallNow: () => 5_000, tell: (what: string) => told.push(what) };
    const cast = { account, bystander: null, currency: USD, amountMinor: 60_000 };
    return { scene: { ...(await setStage(deps, cast)), isScaled: true }, told };
  };

  test('has the seller paid out before the card is charged, and the platform short of all that is withdrawn', async () => {
    const { scene, told } = await set();
    const { stripe, simulator } = running;
    const [seller, platform, disputes] = await Promise.all([
      stripe.balance.retrieve({}, { stripeAccount: scene.account }),
      stripe.balance.retrieve(),
      stripe.disputes.list({ charge: scene.charge }),
    ]);
    expect(seller.available).toMatchObject([{ amount: 0, currency: 'usd' }]);
    expect(platform.available).toMatchObject([{ amount: -61_500, currency: 'usd' }]);
    expect(disputes.data).toMatchObject([{ amount: 60_000, status: 'needs_response' }]);
    expect(told).toHaveLength(4);
    expect(simulator.world.verdict()).toMatchObject({ clean: true, unexplained: [] });
  });

  test('without a Recoup that listens, every act is missing, with a likely cause and a next step', async () => {
    const { scene } = await set();
    const waiting: (readonly string[])[] = [];
    const followed = await follow({
      db: database.db,
      stripe: running.stripe,
      scene,
      waitMs: 0,
      wallNow: () => 5_000,
      onSeen: () => undefined,
      onDispute: () => undefined,
      payOthers: async () => ({ kind: 'not_tested', why: 'nobody was named' }),
      onWaiting: (missing) => waiting.push(missing),
    });
    expect(followed.dispute).toMatch(/^dp_/);
    const report = replayReport(scene, [], followed);
    expect(report.ok).toBe(false);
    expect(report.acts.map(({ act, done }) => [act, done])).toEqual(
      ACTS.map((act) => [act, act === 'othersWait' ? null : false]),
    );
    expect(report.acts.find(({ act }) => act === 'heard')?.what).toContain('stripe listen');
    expect(reportText(report, scene)).toContain(
      `${ACTS.length - 1} of ${ACTS.length} expected acts did not happen.`,
    );
  });
});

describe('the report', () => {
  const scene: Scene = {
    account: accountId('acct_1'),
    bystander: null,
    currency: USD,
    amountMinor: 60_000,
    charge: 'ch_1',
    transfer: 'tr_1',
    chargedWallMs: 100_000,
    isScaled: false,
  };
  const all: Followed['seen'] = Object.fromEntries(
    ACTS.map((act, index) => [act, { atWallMs: 101_000 + index * 90_000, what: `seen ${act}` }]),
  );

  test('tells what happened in its order, by the time since the charge', () => {
    const report = replayReport(scene, [{ atWallMs: 99_500, what: 'the platform transfers' }], {
      dispute: 'dp_1',
      others: null,
      seen: all,
    });
    expect(report.ok).toBe(true);
    const text = reportText(report, scene);
    expect(text).toContain('-0.5 s  the platform transfers');
    expect(text).toContain('✓    +1.0 s  the webhook is stored: seen heard');
    expect(text).toContain('+3.0 min  the transfer is reversed, once and whole: seen transferReversed');
    expect(text).toContain('Everything that was expected happened.');
  });

  test('says so where Stripe opened no dispute, and where one act is missing', () => {
    const none = replayReport(scene, [], { dispute: null, others: null, seen: {} });
    expect(none).toMatchObject({ ok: false, dispute: null });
    expect(none.acts[0]?.what).toContain('--wait');
    const { sellerTold: _, ...most } = all;
    const oneShort = replayReport(scene, [], { dispute: 'dp_1', others: null, seen: most });
    expect(oneShort.ok).toBe(false);
    expect(reportText(oneShort, scene)).toMatch(/✗ +the seller is told: The seller was not told/);
  });
});

describe('the command', () => {
  const LONG_MS = 240_000;

  test(
    'replays in a house of its own, and everything that is expected happens',
    async () => {
      const { code, stdout, output } = await new RecoupProcess(['replay-dispute', '--simulator', '--json'])
        .ended;
      expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
      expect(JSON.parse(stdout)).toMatchObject({
        ok: true,
        amountMinor: 60_000,
        currency: 'usd',
        acts: ACTS.map((act) => ({ act, done: true })),
      });
    },
    LONG_MS,
  );

  test.each([
    ['a live key', { STRIPE_SECRET_KEY: 'sk_live_1234567890abcdef' }, [], 'This is a live key'],
    ['an amount that is none', {}, ['--amount', 'much', '--simulator'], 'like 600.00'],
    ['a wait that is none', {}, ['--wait', 'long'], 'A whole number of seconds'],
    ['an account that is none', {}, ['--account', 'ada'], 'acct_'],
  ])(
    '%s is refused',
    async (_what, environment, args, words) => {
      const { code, output } = await new RecoupProcess(['replay-dispute', ...args], environment).ended;
      expect(code).not.toBe(0);
      expect(output).toContain(words);
    },
    LONG_MS,
  );
});
