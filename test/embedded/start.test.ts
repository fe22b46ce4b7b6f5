import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readEndpoints } from '../../src/embedded/endpoints';
import { commandOf, isAlive } from '../../src/embedded/processes';
import { openDatabase } from '../../src/store/database';
import { readDoorState } from '../../src/store/door-state';
import { EmbeddedRuns, RecoupProcess } from '../support/recoup-process';

const TWO_MINUTES_MS = 120_000;
const TEN_SECONDS_MS = 10_000;

describe('npm start', () => {
  let runs: EmbeddedRuns;
  beforeEach(() => {
    runs = new EmbeddedRuns();
  });
  afterEach(() => runs.remove(), TWO_MINUTES_MS);

  const doorState = async (postgres: string) => {
    const db = openDatabase(postgres, 1);
    try {
      return await readDoorState(db);
    } finally {
      await db.destroy();
    }
  };

  test(
    'brings everything up, says what it is and where, and takes it down again',
    async () => {
      const { run, endpoints } = await runs.ready('--no-story');
      expect(run.output).toMatch(/simulated, 2 s = 1 day, no real money/);
      expect(run.output).toMatch(/mode act · day \d+ · \d+ days left to 180/);
      const urls = [
        endpoints.console,
        `${endpoints.webhooks}/readyz`,
        `${endpoints.links}/readyz`,
        `${endpoints.simulator}/healthz`,
      ];
      for (const url of [...urls, endpoints.temporalUi]) {
        expect({ url, status: (await fetch(url)).status }).toEqual({ url, status: 200 });
      }
      expect(endpoints.temporal).toMatch(/^127\.0\.0\.1:\d+$/);
      expect(await doorState(endpoints.postgres)).toEqual({ mode: 'act', frozen: false });

      const pressedMs = performance.now();
      const { code } = await run.signal('SIGINT');
      expect(code).toBe(0);
      expect(performance.now() - pressedMs).toBeLessThan(TEN_SECONDS_MS);
      expect(readEndpoints(runs.folder)).toBeNull();
      await expect(fetch(endpoints.console)).rejects.toThrow('fetch failed');
      await expect(doorState(endpoints.postgres)).rejects.toThrow('ECONNREFUSED');
    },
    TWO_MINUTES_MS,
  );

  test(
    'goes on after kill -9: ends what was left running, keeps what was said, tells how long nobody was there',
    async () => {
      const first = await runs.ready('--no-story', '--day', '500ms');
      const frozen = await runs.command('freeze', '--by', 'ana', '--reason', 'audit');
      expect(frozen).toMatchObject({ code: 0, output: expect.stringContaining('Frozen') });
      const temporal = Number(readFileSync(path.join(runs.folder, 'temporal.pid'), 'utf8'));
      await first.run.signal('SIGKILL');
      expect(isAlive(temporal)).toBe(true);
      expect(existsSync(path.join(runs.folder, 'endpoints.json'))).toBe(true);

      const second = await runs.ready('--no-story');
      expect(commandOf(temporal)).toBeNull();
      expect(second.run.output).toMatch(/simulated, 500 ms = 1 day/);
      expect(second.run.output).toMatch(/\(frozen: no money moves\)/);
      expect(second.run.output).toMatch(/While Recoup was stopped, \d+ days? went by/);
      expect((await doorState(second.endpoints.postgres)).frozen).toBe(true);
    },
    TWO_MINUTES_MS,
  );

  test(
    'commands find the run by its data folder; a second run on it is refused',
    async () => {
      const { run } = await runs.ready('--no-story');
      expect((await runs.command('approvals', 'list')).stdout).toBe('Nothing waits for approval.\n');
      expect((await runs.command('mode', 'observe', '--by', 'ana')).stdout).toBe('mode observe\n');
      expect((await runs.command('unfreeze')).code).toBe(0);
      expect((await runs.command('migrate')).stdout).toBe(
        'The database is up to date.\nThe search attributes are there.\n',
      );
      const refused = await runs.command('approvals', 'approve', 'dec_unknown', '--by', 'ana');
      expect(refused).toMatchObject({
        code: 1,
        output: expect.stringContaining('there is no request dec_unknown'),
      });
      const second = await runs.start('--no-story').ended;
      expect(second).toMatchObject({ code: 1, output: expect.stringContaining('already runs on') });
      expect(isAlive(run.child.pid ?? 0)).toBe(true);
    },
    TWO_MINUTES_MS,
  );

  test(
    '--reset begins anew; a clock of another length is refused without it',
    async () => {
      const first = await runs.ready('--no-story', '--day', '1s');
      await runs.command('freeze');
      await first.run.signal('SIGTERM');
      const refused = await runs.start('--no-story', '--day', '3s').ended;
      expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('--reset') });
      const second = await runs.ready('--no-story', '--day', '3s', '--reset');
      expect(await doorState(second.endpoints.postgres)).toEqual({ mode: 'act', frozen: false });
    },
    TWO_MINUTES_MS,
  );
});

test(
  'the simulator runs by itself, with any key that begins with sk_test_',
  async () => {
    const simulator = new RecoupProcess(['simulator', '--port', '0', '--no-story']);
    try {
      const url = await simulator.until(
        () => /http:\/\/127\.0\.0\.1:\d+/.exec(simulator.output)?.[0] ?? null,
      );
      const status = async (key: string) =>
        (await fetch(`${url}/v1/account`, { headers: { authorization: `Bearer ${key}` } })).status;
      expect([await status('sk_test_any'), await status('sk_live_any')]).toEqual([200, 401]);
    } finally {
      expect((await simulator.signal('SIGINT')).code).toBe(0);
    }
  },
  TWO_MINUTES_MS,
);

describe('what npm start refuses', () => {
  const refusal = (args: string[], extra: Record<string, string> = {}) =>
    new RecoupProcess(args, extra).ended;

  test.each([
    [
      'a day below half a second',
      ['start', '--day', '400ms'],
      {},
      2,
      /RECOUP_DAY is "400ms"[\s\S]*from 500ms/,
    ],
    ['a port that is none', ['start', '--port', 'x'], {}, 2, /RECOUP_CONSOLE_PORT is "x"/],
    ['a setting that does not exist', ['start'], { RECOUP_DAYS: '2s' }, 2, /RECOUP_DAYS.*not a setting/],
    [
      'a Stripe key beside the simulator',
      ['start'],
      { STRIPE_SECRET_KEY: 'sk_test_abcd' },
      1,
      /env -u STRIPE_SECRET_KEY/,
    ],
    [
      'a day beside a Stripe key',
      ['start', '--day', '2s'],
      { STRIPE_SECRET_KEY: 'sk_test_abcd' },
      2,
      /beside a Stripe key/,
    ],
    ['--stripe without a key', ['start', '--stripe'], {}, 1, /--stripe needs the key of a sandbox/],
    [
      '--stripe with a live key',
      ['start', '--stripe'],
      { STRIPE_SECRET_KEY: 'sk_live_abcd' },
      1,
      /is a live key.*docs\/production\.md/,
    ],
    ['a command without a database', ['mode'], { RECOUP_DATA_DIR: '/nonexistent' }, 1, /No database/],
  ])('%s', async (_what, args, extra, code, message) => {
    const ended = await refusal(args, extra);
    expect(ended.code).toBe(code);
    expect(ended.output).toMatch(message);
  });
});
