import { describe, expect, test } from '@jest/globals';
import { noTrouble } from './fault-axes';
import { findWrong } from './invariants';
import { runSchedule } from './schedule';

const SEED = Number(process.env.RECOUP_TEST_SEED ?? 20_261_122);
const COUNT = Number(process.env.RECOUP_SCHEDULES ?? 20);
const FIRST = Number(process.env.RECOUP_FIRST ?? 0);
const numbers = Array.from({ length: COUNT }, (_, index) => index+FIRST);
const calm = process.env.CALM === '1';

describe(`schedules of seed ${SEED}`, () => {
  test.each(numbers)('number %i', async (number) => {
    const wrong = await runSchedule(SEED + number, async (ended) => {
      const found = await findWrong(ended);
      if (process.env.VERBOSE) console.log(JSON.stringify(require('../../src/simulator/world/economic-book').facts(ended.system.driver.simulator.world.core), null, 0).replaceAll('},','},\n'), ended.story.join('\n'), ended.fired, [...ended.system.flows.cases.values(), ...ended.system.flows.disputes.values()].map(f => f.id + ' ' + JSON.stringify(f.now.closed)), ended.system.driver.moves.map(m => m.move.kind + ' ' + m.move.amountMinor + ' ' + m.outcome.kind));
      if (process.env.VERBOSE) {
        const { db } = ended.system.driver;
        for (const q of ['events', 'wakes', 'accounts','cases'] as const) console.log(q, (await db.selectFrom(q as 'events').selectAll().execute()).map((row) => JSON.stringify({ ...row, body: undefined })).join('\n'));
        console.log(ended.system.driver.simulator.world.core.list('acct_4sla000001', 'balance_transaction').map((b) => JSON.stringify([b.id, b['type'], b['net'], b['currency'], b['created'], b['available_on'], b['status']])).join('\n'));
      }
      return found.length === 0 ? [] : [...ended.story, ...found];
    }, calm ? { trouble: noTrouble } : {});
    expect(wrong).toEqual([]);
  }, 60_000);
});
