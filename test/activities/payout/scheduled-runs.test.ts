import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { askScheduledRuns } from '../../../src/activities/payout/scheduled-runs';
import { DAY_MS } from '../../../src/domain/clock';
import { currency } from '../../../src/domain/money';
import { payoutDate } from '../../../src/domain/payout/run-id';
import type { Policy } from '../../../src/domain/policy/policy';
import { openAttention, settleAttention } from '../../../src/store/attention';
import { readRuns } from '../../../src/store/payout-runs';
import { createPayoutBench, eur, openPolicy, type PayoutBench } from './bench';

/** The bench's first day, a Monday, nine o'clock. */
const TODAY = '2026-11-23';
const HEADER = 'account,amount,currency,charges';

let bench: PayoutBench;
let folder: string;
beforeEach(async () => {
  bench = await createPayoutBench();
  folder = await mkdtemp(join(tmpdir(), 'recoup-earnings-'));
});
afterEach(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});

const put = (name: string, ...lines: readonly string[]) => writeFile(join(folder, name), lines.join('\n'));
const run = (payouts: Partial<Policy['payouts']>, earningsFolder: string | null = folder) => {
  const policy = openPolicy();
  const scheduled = { ...policy, payouts: { ...policy.payouts, ...payouts } };
  return askScheduledRuns({ ...bench.deps, policy: scheduled, earningsFolder });
};
const transfers = (more: Partial<Policy['payouts']> = {}) => run({ schedule: 'transfer', ...more });
const attention = async () =>
  (await openAttention(bench.fresh.db)).map(({ subject, kind, message }) => ({ subject, kind, message }));
const told = async () => (await attention()).map(({ message }) => message).join('\n');
const runs = async () => (await readRuns(bench.fresh.db, 10)).map((row) => row.run);

test('a policy without a schedule asks for nothing', async () => {
  await put(`${TODAY}.csv`, HEADER, `${await bench.seller()},700,eur,`);
  expect(await run({ schedule: 'none' })).toEqual([]);
  expect([await runs(), await attention()]).toEqual([[], []]);
});

describe('the file of the day', () => {
  test.each(['csv', 'json'])(
    'as %s is one run, asked for by the schedule, and paid as any other',
    async (ending) => {
      bench.simulator.world.acts.topUpPlatform(100_000, 'eur');
      const anna = await bench.seller();
      if (ending === 'csv') await put(`${TODAY}.csv`, HEADER, `${anna},1500,eur,ch_1=1000;ch_2=500`);
      else {
        const charges = [
          { charge: 'ch_1', amountMinor: 1_000 },
          { charge: 'ch_2', amountMinor: 500 },
        ];
        await put(
          `${TODAY}.json`,
          JSON.stringify([{ account: anna, amountMinor: 1_500, currency: 'eur', charges }]),
        );
      }
      const [asked, ...more] = await transfers();
      expect([asked, more]).toEqual([`payout-run:${TODAY}:eur:transfer`, []]);
      if (asked === undefined) throw new Error('nothing was asked for');
      expect(await readRuns(bench.fresh.db, 10)).toMatchObject([
        { asked_by: 'schedule', idempotency_key: `schedule:${TODAY}` },
      ]);
      await bench.work(asked);
      expect(await bench.told(asked)).toEqual([`${anna} paid 1500`]);
      expect(await transfers()).toEqual([]);
      expect([await runs(), await attention()]).toEqual([[asked], []]);
    },
  );

  test('that is missing is told once, and settled when it was taken, also on a later day', async () => {
    expect(await transfers()).toEqual([]);
    await transfers();
    expect(await attention()).toEqual([
      {
        subject: `payout-schedule:${TODAY}`,
        kind: 'payout_not_begun',
        message: expect.stringContaining(`There is neither ${join(folder, TODAY)}.csv nor ${TODAY}.json`),
      },
    ]);
    await bench.pass(DAY_MS);
    const anna = await bench.seller();
    await put(`${TODAY}.csv`, HEADER, `${anna},700,eur,`);
    await put('2026-11-24.csv', HEADER, `${anna},800,eur,`);
    expect(await transfers()).toEqual([
      `payout-run:${TODAY}:eur:transfer`,
      'payout-run:2026-11-24:eur:transfer',
    ]);
    expect(await attention()).toEqual([]);
  });

  test('is not asked after again where a person said that there is none', async () => {
    await transfers();
    const key = `payout-schedule:${TODAY}:payout_not_begun`;
    const at = { wallMs: bench.deps.wallNow(), clockMs: bench.deps.wallNow() };
    expect(await settleAttention(bench.fresh.db, key, 'ana', at)).toBe(true);
    await transfers();
    expect(await attention()).toEqual([]);
  });

  test('of a day on which nothing ran is taken afterwards', async () => {
    const anna = await bench.seller();
    for (const day of ['23', '24', '25']) await put(`2026-11-${day}.csv`, HEADER, `${anna},7${day},eur,`);
    expect(await transfers()).toHaveLength(1);
    await bench.pass(2 * DAY_MS);
    expect(await transfers()).toEqual([
      'payout-run:2026-11-24:eur:transfer',
      'payout-run:2026-11-25:eur:transfer',
    ]);
  });

  test('with mistakes is told by line and column, pays nothing, and is taken once it is mended', async () => {
    const [anna, ben] = [await bench.seller(), await bench.seller()];
    await put(`${TODAY}.csv`, HEADER, `${anna},700,eur,`, `${ben},10.50,eur,`);
    expect(await transfers()).toEqual([]);
    expect(await told()).toContain('line 3, column amount: expected a whole number of minor units');
    expect(await runs()).toEqual([]);
    await put(`${TODAY}.csv`, HEADER, `${anna},700,eur,`, `${ben},1050,eur,`);
    expect(await transfers()).toHaveLength(1);
    expect(await attention()).toEqual([]);
  });

  test.each([
    [
      'text that is no JSON',
      '[\n  {"account": "acct_1",\n   "amountMinor": x}\n]',
      'line 3, column row: expected well-formed JSON',
    ],
    ['a comma too many', '[\n  {"account": "acct_1",}\n]', 'line 2, column row: expected well-formed JSON'],
    ['text that was cut', '[\n  {"account": "acct_1"', 'line 2, column row: expected well-formed JSON'],
    ['an unexpected token at its start', '\n\nno', 'line 3, column row: expected well-formed JSON'],
    ['no list', '{}', 'line 1, column row: expected array; saw "{}"'],
    ['an empty list', '[]', 'line 1, column row: expected at least one line of earnings'],
    [
      'an amount as text',
      '[{"account":"acct_1","amountMinor":1,"currency":"eur"},{"account":"acct_2","amountMinor":"1","currency":"eur"}]',
      'line 2, column amount: expected number; saw ""1""',
    ],
    [
      'a fraction',
      '[{"account":"acct_1","amountMinor":10.5,"currency":"eur"}]',
      'line 1, column amount: expected a whole number of minor units',
    ],
    [
      'a column that is none',
      '[{"account":"acct_1","amountMinor":1,"currency":"eur","memo":""}]',
      'line 1, column row: ',
    ],
  ])('as JSON with %s is told where, and pays nothing', async (_, text, expected) => {
    await put(`${TODAY}.json`, text);
    expect(await transfers()).toEqual([]);
    expect(await told()).toContain(expected);
    expect(await runs()).toEqual([]);
  });

  test('that a run refuses whole is told with its line', async () => {
    await put(`${TODAY}.csv`, HEADER, 'acct_nobody,700,eur,');
    await transfers();
    expect(await told()).toMatch(
      /^The schedule could not begin the run of 2026-11-23: .*acct_nobody \(line 2\)/,
    );
  });

  test('that is there twice, or in a folder that nobody named or that cannot be read, is told', async () => {
    await put(`${TODAY}.csv`, HEADER, 'acct_1,700,eur,');
    await put(`${TODAY}.json`, '[]');
    await transfers();
    expect(await told()).toContain('There are both');
    await run({ schedule: 'transfer' }, null);
    expect(await told()).toContain('RECOUP_EARNINGS_FOLDER is not set');
    await run({ schedule: 'transfer' }, join(folder, `${TODAY}.csv`));
    expect(await told()).toMatch(/^The earnings of 2026-11-23 cannot be read \(.*ENOTDIR/);
    expect(await attention()).toHaveLength(1);
  });

  test('of which a person ran a currency by hand is settled only when all of it was run', async () => {
    const anna = await bench.seller();
    await bench.ask([`${anna},700,eur,`]);
    await put(`${TODAY}.csv`, HEADER, `${anna},700,eur,`);
    expect(await transfers()).toEqual([]);
    expect(await attention()).toEqual([]);
    await put(`${TODAY}.csv`, HEADER, `${anna},700,eur,`, `${anna},900,usd,`);
    expect(await transfers()).toEqual([]);
    expect(await told()).toContain(`There is a run for ${TODAY} in eur already`);
  });

  test('is not looked for at a weekend where weekdays alone are run', async () => {
    await bench.pass(5 * DAY_MS);
    expect(await transfers({ days: 'weekdays' })).toEqual([]);
    expect(await attention()).toEqual([]);
    await transfers();
    expect(await attention()).toMatchObject([{ subject: 'payout-schedule:2026-11-28' }]);
  });
});

describe('payouts of accounts that are paid out by hand', () => {
  const payouts = { schedule: 'payout', currencies: [eur] } as const;

  test('are one run a day and currency; a day that was missed is not made up for', async () => {
    await bench.seller({ schedule: 'manual' });
    expect(await run(payouts)).toEqual([`payout-run:${TODAY}:eur:payout`]);
    expect(await run(payouts)).toEqual([]);
    await bench.pass(3 * DAY_MS);
    expect(await run(payouts)).toEqual(['payout-run:2026-11-26:eur:payout']);
    expect(await attention()).toEqual([]);
  });

  test('that somebody asked for by hand are no mistake', async () => {
    await bench.seller({ schedule: 'manual' });
    const asked = await bench.askForPayout({ date: payoutDate(TODAY) });
    expect(await run(payouts)).toEqual([]);
    expect([await runs(), await attention()]).toEqual([[asked], []]);
  });

  test('in a currency that nobody is paid in are told by it, and the others begin; settled when one begins', async () => {
    const two = { ...payouts, currencies: [currency('jpy'), eur] };
    expect(await run(two)).toEqual([]);
    await run(two);
    expect(await attention()).toMatchObject([
      { subject: 'payout-schedule:jpy', kind: 'payout_not_begun' },
      {
        subject: 'payout-schedule:eur',
        message: expect.stringContaining('is paid out by hand and holds eur'),
      },
    ]);
    await bench.seller({ schedule: 'manual' });
    expect(await run(two)).toEqual([`payout-run:${TODAY}:eur:payout`]);
    expect(await attention()).toMatchObject([{ subject: 'payout-schedule:jpy' }]);
  });
});
