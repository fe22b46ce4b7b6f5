import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Command } from 'commander';
import { sql } from 'kysely';
import { auditCommand } from '../../src/cli/audit';
import { importCommand } from '../../src/cli/import';
import { type Mode, writeMode } from '../../src/store/door-state';
import { writeSetting } from '../../src/store/settings';
import { openHouseNow, type Rooms } from '../support/house';

let house: Rooms;
let out: string[];
let err: string[];
const before = { ...process.env };
beforeAll(async () => {
  house = await openHouseNow();
  house.relay.start();
  const { acts } = house.simulator.world;
  acts.topUpPlatform(1_000_000, 'usd');
  acts.createSeller({ id: 'acct_owes', country: 'US', debitNegativeBalances: false });
  const sale = acts.sale({ model: 'destination', seller: 'acct_owes', amountMinor: 40_000, currency: 'usd' });
  acts.sellerPaysOut('acct_owes', 'usd');
  acts.dashboardReversal(sale.transferIds[0] ?? '', 15_000);
}, 60_000);
afterAll(() => house.close());
beforeEach(async () => {
  process.env = {
    ...before,
    DATABASE_URL: house.databaseUrl,
    TEMPORAL_ADDRESS: house.temporal.address,
    TEMPORAL_NAMESPACE: house.temporal.namespace,
    RECOUP_STRIPE_URL: house.simulator.url,
    RECOUP_STRIPE_REQUESTS_PER_SECOND: '100',
  };
  await sql`truncate imports, import_items restart identity cascade`.execute(house.db);
  await setMode('observe');
  [out, err] = [[], []];
  process.exitCode = 0;
  jest.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  jest.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line));
  jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterEach(async () => {
  process.env = before;
  process.exitCode = 0;
  jest.restoreAllMocks();
  await house.db.deleteFrom('settings').where('key', '=', 'installation').execute();
});

const setMode = (mode: Mode) => house.db.transaction().execute((tx) => writeMode(tx, mode));

async function run(command: Command, words: readonly string[]): Promise<void> {
  for (const one of [command, ...command.commands]) {
    one.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  await command.parseAsync(words, { from: 'user' });
}
const audit = (...words: readonly string[]) => run(auditCommand(), words);
const importing = (...words: readonly string[]) => run(importCommand(), words);

describe('bin/recoup audit', () => {
  test('says what it found by what it looked at, and ends with 0 where nothing is hard', async () => {
    process.env['STRIPE_WEBHOOK_SECRETS'] = 'whsec_test_platform';
    await audit();
    expect(out.join('\n')).toMatch(/^Audit of acct_\S+ \(test mode\), .*: 1 accounts? read, 0 hard findings/);
    expect(out.join('\n')).toMatch(/\nWebhook endpoints\n/);
    expect(out.join('\n')).toContain('STRIPE_CONNECT_WEBHOOK_SECRETS is not set');
    expect(out.join('\n')).not.toContain('    STRIPE_WEBHOOK_SECRETS is not set');
    expect(process.exitCode).toBe(0);
  });

  test('ends with 1 on a hard finding, which --json has with its account', async () => {
    const { acts } = house.simulator.world;
    acts.setCapability('acct_owes', 'transfers', 'pending');
    await audit('--json');
    acts.setCapability('acct_owes', 'transfers', 'active');
    const { findings } = JSON.parse(out.join('')) as { findings: readonly { readonly severity: string }[] };
    expect(findings.filter(({ severity }) => severity === 'hard')).toMatchObject([
      { check: 'capabilities', accounts: { count: 1, first: [{ account: 'acct_owes' }] } },
    ]);
    expect(process.exitCode).toBe(1);
  });

  test('of one account says what is below zero', async () => {
    await audit('--account', 'acct_owes');
    expect(out.join('\n')).toContain('the balance of the account is below zero in USD: -150.00 USD');
    expect(process.exitCode).toBe(0);
  });

  test('refuses what is no account id', async () => {
    await expect(audit('--account', 'not an id')).rejects.toThrow('such as acct_1A2b');
  });

  test('ends with 2 where the account is not there', async () => {
    await expect(audit('--account', 'acct_nobody')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('Check its id'),
    });
  });

  test('ends with 2 where there is no Stripe to ask', async () => {
    delete process.env['RECOUP_STRIPE_URL'];
    process.env['RECOUP_DATA_DIR'] = '/nowhere/at/all';
    await expect(audit()).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('STRIPE_SECRET_KEY is not set'),
    });
  });

  test('ends with 2 where there is no database', async () => {
    delete process.env['DATABASE_URL'];
    process.env['RECOUP_DATA_DIR'] = '/nowhere/at/all';
    await expect(audit()).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('DATABASE_URL is not set'),
    });
  });

  test('ends with 2 where the key is of another platform than the books', async () => {
    await writeSetting(house.db, 'installation', { platformAccount: 'acct_other', livemode: false });
    await expect(audit()).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/keeps the books of acct_other .* another database/),
    });
  });
});

describe('bin/recoup import', () => {
  test('reads, waits for the flows and reports; the report can be had again', async () => {
    await importing();
    expect(out.join('\n')).toMatch(/^Import 1 of .*: read 1 account and 0 disputes/);
    expect(out.join('\n')).toContain('1 balance below zero, 150.00 USD');
    expect(process.exitCode).toBe(0);
    out = [];
    await importing('report', '--json', '--number', '1');
    expect(JSON.parse(out.join(''))).toMatchObject({
      import: 1,
      phase: 'done',
      belowZero: [{ currency: 'usd', accounts: 1, owedMinor: 15_000 }],
    });
  }, 60_000);

  test('in the mode act refuses before it reads, and ends with 2', async () => {
    await setMode('act');
    await expect(importing()).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('--while-acting'),
    });
    await expect(importing('report')).rejects.toThrow('There is no import yet. Begin one with');
  });

  test('says where no worker can be found, keeps what it has and ends with 1; run again it goes on', async () => {
    process.env['TEMPORAL_NAMESPACE'] = 'nowhere';
    await importing();
    expect(err.join('\n')).toMatch(/Temporal could not be asked .*\(bin\/recoup worker\)/);
    expect(out.join('\n')).toContain('not at its end');
    expect(process.exitCode).toBe(1);
    process.exitCode = 0;
    process.env['TEMPORAL_NAMESPACE'] = house.temporal.namespace;
    out = [];
    await importing();
    expect(out.join('\n')).toMatch(/^Import 1 of \S+: read 1 account/);
    expect(process.exitCode).toBe(0);
  }, 60_000);

  test('says that a task queue has no worker', async () => {
    process.env['TEMPORAL_NAMESPACE'] = 'temporal-system';
    await importing();
    expect(err.join('\n')).toContain('No worker is at work on the task queue');
    expect(process.exitCode).toBe(1);
  }, 60_000);

  test.each([
    [['--back', '-1'], 'A whole number from 0 to 3650'],
    [['--back', '3651'], 'A whole number from 0 to 3650'],
    [['--lost-within', 'month'], 'A whole number from 0 to 3650'],
    [['--wait', '1.5'], 'A whole number from 0 to 86400'],
  ])('refuses %j', async (words, told) => {
    await expect(importing('run', ...words)).rejects.toThrow(told);
  });

  test('refuses the report of an import that never was', async () => {
    await expect(importing('report', '--number', '99')).rejects.toThrow('There is no import 99.');
  });
});
