import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/store/database';
import { readDoorState } from '../../src/store/door-state';
import { createSimulator, type Simulator } from '../../src/simulator';
import { EmbeddedRuns } from '../support/recoup-process';
import { stripeFront, type StripeFront } from '../support/stripe-front';

const TWO_MINUTES_MS = 120_000;

let simulator: Simulator;
let front: StripeFront;
let runs: EmbeddedRuns;
beforeEach(async () => {
  simulator = await createSimulator({ time: { kind: 'manual', startMs: Date.now() } });
  front = await stripeFront(simulator);
  runs = new EmbeddedRuns({
    STRIPE_SECRET_KEY: 'sk_test_sandbox',
    RECOUP_STRIPE_URL: front.url,
    STRIPE_WEBHOOK_SECRETS: 'whsec_platform_secret',
    STRIPE_CONNECT_WEBHOOK_SECRETS: 'whsec_connect_secret',
  });
});
afterEach(async () => {
  await runs.remove();
  await front.close();
  await simulator.close();
}, TWO_MINUTES_MS);

test(
  'a sandbox begins in observe, is told every write, event and way out, and is changed by nothing',
  async () => {
    const seller = simulator.world.acts.createSeller({ country: 'US' });
    const { run, endpoints } = await runs.ready('--stripe');
    expect(endpoints.simulator).toBeNull();
    for (const words of [
      `on your Stripe sandbox ${simulator.world.platformId}, real days`,
      'mode observe: decides and records, moves nothing',
      `tried on ${seller}`,
      'POST /v1/transfers/:id/reversals',
      'POST /v1/balance_settings',
      `--forward-to ${endpoints.webhooks}/stripe --forward-connect-to ${endpoints.webhooks}/stripe/connect`,
      'charge.dispute.funds_withdrawn',
      'account.application.deauthorized',
      `RECOUP_DATA_DIR=${runs.folder} bin/recoup leave`,
    ]) {
      expect(run.output).toContain(words);
    }
    expect(run.output).not.toContain('sk_test_sandbox');
    const db = openDatabase(endpoints.postgres, 1);
    try {
      expect(await readDoorState(db)).toEqual({ mode: 'observe', frozen: false });
    } finally {
      await db.destroy();
    }

    expect(await runs.command('leave', '--by', 'ana')).toMatchObject({
      code: 0,
      output: expect.stringContaining('nothing to put back'),
    });
    expect(front.calls.length).toBeGreaterThan(0);
    expect(front.calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
    expect((await run.signal('SIGINT')).code).toBe(0);
  },
  TWO_MINUTES_MS,
);
