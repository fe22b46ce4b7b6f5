import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createActivities } from '../../../src/activities';
import { LinesUnavailable } from '../../../src/activities/payout/pay-page';
import { HOUR_MS } from '../../../src/domain/clock';
import { payoutDate, startOfDay } from '../../../src/domain/payout/run-id';
import type { AccountId } from '../../../src/domain/ids';
import { createDoor } from '../../../src/money/door';
import { createPreflight } from '../../../src/money/preflight';
import { createPayoutBench, type PayoutBench } from './bench';

let bench: PayoutBench;
beforeAll(async () => {
  bench = await createPayoutBench();
  bench.simulator.world.acts.topUpPlatform(10_000_000, 'eur');
});
afterAll(async () => bench.close());

/** The process dies: whatever it was about to do with the store or Stripe is not done. */
class Killed extends Error {}

const FAULTS = [
  'none',
  'api-error-after',
  'api-timeout-after',
  'api-timeout-before',
  'api-rate-limit',
] as const;

/**
 * The same run, killed after so many statements to the database or answers of Stripe, again and again, with Stripe at
 * its worst: each line is paid once, by its amount, and says so.
 */
test('a run that is killed anywhere, any number of times, pays each line once', async () => {
  const sellers: AccountId[] = [];
  for (let n = 0; n < 4; n += 1) sellers.push(await bench.seller());
  let day = startOfDay(payoutDate('2026-11-23'));
  const plan = fc.array(fc.record({ after: fc.nat(60), fault: fc.constantFrom(...FAULTS) }), {
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(plan, async (kills) => {
      day += 24 * HOUR_MS;
      const date = payoutDate(new Date(day).toISOString().slice(0, 10));
      await bench.pass(24 * HOUR_MS);
      for (const seller of sellers) await bench.look(seller);
      const run = await bench.ask(
        sellers.map((one, index) => `${one},${1_000 + index},eur,`),
        { date },
      );
      for (const { after, fault } of kills) {
        if (fault !== 'none') {
          bench.simulator.faults.add({ kind: fault, match: 'POST /v1/transfers', times: 1 });
        }
        await killedAfter(after, run);
      }
      bench.simulator.faults.clear();
      // What Stripe does not answer for an hour is looked for until it is known.
      for (let tries = 0; (await settled(run)).kind !== 'done' && tries < 5; tries += 1)
        await bench.pass(HOUR_MS);
      expect(await bench.told(run)).toEqual(sellers.map((one, index) => `${one} paid ${1_000 + index}`));
      const sent = await bench.deps.stripe.transfers.list({ transfer_group: run, limit: 100 });
      expect(sent.data.map(({ amount }) => amount).toSorted((one, other) => one - other)).toEqual(
        sellers.map((_one, index) => 1_000 + index),
      );
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

async function settled(run: Parameters<PayoutBench['work']>[0]) {
  try {
    return await bench.work(run);
  } catch (error) {
    if (!(error instanceof LinesUnavailable)) throw error;
    return { kind: 'waits' as const };
  }
}

/** One page by a worker that dies; another one will go on. */
async function killedAfter(steps: number, run: Parameters<PayoutBench['work']>[0]): Promise<void> {
  let left = steps;
  const step = <T>(made: () => Promise<T>): Promise<T> => {
    left -= 1;
    if (left < 0) throw new Killed();
    return made();
  };
  const { deps, simulator } = bench;
  const { ledger } = deps;
  const door = createDoor({
    ...deps,
    platformAccount: simulator.world.platformId,
    preflight: createPreflight(deps),
    // Stripe has answered, and nothing of it is written down yet.
    ledger: { ...ledger, bookMove: (...args) => step(() => ledger.bookMove(...args)) },
  });
  const dying = createActivities({
    ...deps,
    moveMoney: async (move, decision) => {
      const outcome = await step(() => door.moveMoney(move, decision));
      await step(() => Promise.resolve());
      return outcome;
    },
    offsetWhole: (...args) => step(() => deps.offsetWhole(...args)),
    wallNow: () => {
      left -= 1;
      if (left < 0) throw new Killed();
      return deps.wallNow();
    },
  });
  try {
    await dying.payPage({ run });
  } catch (error) {
    if (!(error instanceof Killed) && !(error instanceof LinesUnavailable)) throw error;
  }
}
