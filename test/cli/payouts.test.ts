import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { payoutsCommand } from '../../src/cli/payouts';
import type { AccountId } from '../../src/domain/ids';
import { readRunId } from '../../src/domain/payout/run-id';
import { createPayoutBench, type PayoutBench } from '../activities/payout/bench';

let bench: PayoutBench;
let anna: AccountId;
let folder: string;
let said: string;
const before = process.env.DATABASE_URL;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'payouts-'));
  bench = await createPayoutBench();
  bench.simulator.world.acts.topUpPlatform(100_000, 'eur');
  anna = await bench.seller();
  process.env.DATABASE_URL = bench.fresh.url;
});
afterAll(async () => {
  if (before === undefined) delete process.env.DATABASE_URL;
  else process.env.DATABASE_URL = before;
  await bench.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  said = '';
  jest.spyOn(console, 'log').mockImplementation((line: string) => void (said += `${line}\n`));
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function payouts(...words: string[]): Promise<void> {
  const command = payoutsCommand();
  for (const one of [command, ...command.commands]) {
    one.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  await command.parseAsync(words, { from: 'user' });
}

function csv(...lines: readonly string[]): string {
  const file = path.join(folder, 'earnings.csv');
  writeFileSync(file, ['account,amount,currency,charges', ...lines].join('\n'));
  return file;
}

const RUN = readRunId('payout-run:2026-11-23:eur:transfer');
const ASK = ['run', '--mode', 'transfer', '--date', '2026-11-23', '--by', 'ana'];

describe('bin/recoup payouts', () => {
  it('asks for a run, shows it, stops it, goes on with it', async () => {
    const file = csv(`${anna},1500,eur,ch_1=1500`);
    await payouts(...ASK, '--earnings', file, '--request', 'mine');
    expect(said).toContain(`${RUN} is asked for`);
    await payouts(...ASK, '--earnings', file, '--request', 'mine');
    expect(said).toContain('was asked for before');
    await payouts('stop', RUN, '--by', 'ana', '--reason', 'the file was last month’s');
    await payouts('list');
    expect(said).toContain(`${RUN} stopped (ana: the file was last month’s): 1 planned`);
    await payouts('resume', RUN, '--by', 'ana');
    await bench.work(RUN);
    await payouts('show', RUN);
    expect(said).toContain(`1. ${anna} paid 15.00 EUR of 15.00 EUR`);
    await expect(payouts('reissue', RUN, '--by', 'ana')).rejects.toThrow('Nothing of');
    await expect(payouts('stop', RUN, '--by', 'ana')).rejects.toThrow('has ended');
  });

  it('refuses a file that is malformed, by line and column, and begins nothing of it', async () => {
    const file = csv(`${anna},1500,eur,`, `${anna},15.00,eur,`);
    await expect(payouts(...ASK, '--date', '2026-11-24', '--earnings', file)).rejects.toThrow(
      `Nothing of ${file} is paid:\nline 3, column amount: expected a whole number of minor units above zero, such as 1050 for 10.50; saw "15.00"`,
    );
  });

  it.each([
    ['no earnings', ASK, 'needs the earnings'],
    ['a file that is not there', [...ASK, '--earnings', '/nowhere.csv'], 'cannot be read'],
    ['a currency beside a file', [...ASK, '--earnings', 'x.csv', '--currency', 'eur'], 'leave --currency'],
    [
      'a payout without a currency',
      ['run', '--mode', 'payout', '--date', '2026-11-23', '--by', 'ana'],
      'needs its currency',
    ],
    [
      'earnings by payout',
      [
        'run',
        '--mode',
        'payout',
        '--date',
        '2026-11-23',
        '--by',
        'ana',
        '--currency',
        'eur',
        '--earnings',
        'x.csv',
      ],
      'paid by transfer',
    ],
    ['a day that is none', ['run', '--mode', 'payout', '--date', 'tomorrow', '--by', 'ana'], 'is not a day'],
    [
      'a mode that is none',
      ['run', '--mode', 'cash', '--date', '2026-11-23', '--by', 'ana'],
      'Allowed choices',
    ],
    ['nobody who asks', ['run', '--mode', 'transfer', '--date', '2026-11-23'], '--by'],
    ['a run that is none', ['show', 'yesterday'], 'is no payout run'],
    ['a run that nobody asked for', ['show', 'payout-run:2020-01-01:eur:transfer'], 'There is no run'],
    [
      'to stop a run that nobody asked for',
      ['stop', 'payout-run:2020-01-01:eur:transfer', '--by', 'ana'],
      'There is no run',
    ],
  ])('refuses %s', async (_what, words, message) => {
    await expect(payouts(...words)).rejects.toThrow(message);
  });
});
