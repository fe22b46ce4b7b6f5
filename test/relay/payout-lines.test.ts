import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createPayoutBench, type PayoutBench } from '../activities/payout/bench';
import { routeEvents } from '../../src/relay/route-events';
import { receive, wakesOf, wallClock } from './support';

let bench: PayoutBench;
beforeEach(async () => {
  bench = await createPayoutBench();
  bench.simulator.world.acts.topUpPlatform(10_000, 'eur');
});
afterEach(async () => bench.close());

const routed = async () => {
  await routeEvents({ db: bench.fresh.db, ...wallClock, livemode: false });
  return (await wakesOf(bench.fresh.db))
    .filter(({ number, sent }) => number > sent)
    .map(({ target }) => target);
};

test('an event about the transfer of a line has the line looked at, beside the account', async () => {
  const anna = await bench.seller();
  const run = await bench.ask([`${anna},1000,eur,`]);
  await bench.work(run);
  await bench.fresh.db.deleteFrom('wakes').execute();
  const [line] = await bench.lines(run);
  await receive(bench.fresh.db, 'evt_1', {
    type: 'transfer.reversed',
    object: { id: line?.stripe_id ?? '', object: 'transfer', destination: anna },
  });
  await receive(bench.fresh.db, 'evt_2', {
    type: 'transfer.reversed',
    object: { id: 'tr_other', object: 'transfer', destination: anna },
  });
  expect(await routed()).toEqual([`account:${anna}`, `payout_line:${line?.line_id ?? 0}`]);
});

test('money that becomes available on the platform wakes the runs that wait for it, and no others', async () => {
  const anna = await bench.seller();
  const run = await bench.ask([`${anna},1000,eur,`]);
  await bench.fresh.db.deleteFrom('wakes').execute();
  await receive(bench.fresh.db, 'evt_3', {
    type: 'balance.available',
    object: { object: 'balance' },
  });
  expect(await routed()).toEqual([]);
  await bench.fresh.db.updateTable('payout_runs').set({ status: 'under_water' }).execute();
  await receive(bench.fresh.db, 'evt_4', {
    type: 'balance.available',
    object: { object: 'balance' },
  });
  expect(await routed()).toEqual([run]);
});
