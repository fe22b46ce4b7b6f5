import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { caseCommand } from '../../src/cli/case';
import type { CaseState } from '../../src/domain/case/state';
import { debtor } from '../support/debtor';
import { openHouseNow, type Rooms } from '../support/house';

let house: Rooms;
let flow: string;
let said: string[];
const before = { ...process.env };
beforeAll(async () => {
  house = await openHouseNow();
  process.env.DATABASE_URL = house.databaseUrl;
  process.env.TEMPORAL_ADDRESS = house.temporal.address;
  process.env.TEMPORAL_NAMESPACE = house.temporal.namespace;
  const found = await debtor(house);
  found.owe(15_000);
  flow = found.flow;
  await house.settle();
}, 60_000);
afterAll(async () => {
  process.env = before;
  await house.close();
});
beforeEach(() => {
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});

async function say(...words: readonly string[]): Promise<void> {
  const command = caseCommand();
  for (const one of [command, ...command.commands]) {
    one.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  await command.parseAsync(words, { from: 'user' });
}

const state = () => house.state<CaseState>(flow);

describe('bin/recoup case', () => {
  test('assigns, pauses and resumes, and says under which id', async () => {
    await say('assign', flow, '--to', 'ben', '--by', 'ana');
    expect(said[0]).toMatch(/^Sent as said-[0-9a-f-]{36}; the same again with --update-id said-/);
    expect(said[1]).toBe(`${flow} has heard it: ben.`);
    await say('pause', flow, '--reason', 'contested', '--until', '2099-03-01T00:00:00Z', '--by', 'ana');
    await house.settle();
    expect(await state()).toMatchObject({
      assignee: 'ben',
      pause: { by: 'ana', reason: 'contested', untilMs: Date.UTC(2099, 2, 1) },
    });
    await say('resume', flow, '--by', 'ana');
    await say('assign', flow, '--to', 'nobody', '--by', 'ana');
    await house.settle();
    expect(await state()).toMatchObject({ assignee: null, pause: null });
  }, 60_000);

  test('reads decimal amounts, and has its effect once under one id', async () => {
    const words = ['resolve', flow, '--outcome', 'forgive', '--amount', '40.50', '--by', 'ana'];
    await say(...words, '--note', 'a gift', '--update-id', 'mine-1');
    await say(...words, '--note', 'a gift', '--update-id', 'mine-1');
    await house.settle();
    const moves = house.db.selectFrom('money_moves').select(['kind', 'amount_minor', 'cause']);
    expect(await moves.execute()).toEqual([
      { kind: 'credit', amount_minor: 4_050, cause: 'answer.forgive.mine-1.usd' },
    ]);
    const decision = house.db.selectFrom('decisions').select(['reason']).where('kind', '=', 'person');
    expect(await decision.where('reason', '=', 'a gift').execute()).toHaveLength(1);
  }, 60_000);

  test('keeps a note without the case, also where it has ended', async () => {
    await say('note', flow, '--text', 'promised to pay on Friday', '--by', 'ana');
    expect(said).toEqual([`Noted on ${flow}.`]);
    const note = house.db.selectFrom('decisions').select(['actor', 'reason']).where('kind', '=', 'note');
    expect(await note.execute()).toEqual([{ actor: 'ana', reason: 'promised to pay on Friday' }]);
    await expect(say('note', 'case:acct_0:usd', '--text', 'x', '--by', 'ana')).rejects.toThrow(
      'There never was a case case:acct_0:usd',
    );
  });

  test('says what the case has against it, and where none is', async () => {
    const resolve = (...words: readonly string[]) => say('resolve', flow, '--by', 'ana', ...words);
    await expect(resolve('--outcome', 'writeOffClaim')).rejects.toThrow('refused it: no claim is open');
    await expect(resolve('--outcome', 'forgive', '--amount', '999')).rejects.toThrow(
      'is above the shortfall of',
    );
    await expect(resolve('--outcome', 'forgive', '--update-id', 'not fit')).rejects.toThrow(
      'cannot name a move of money',
    );
    await expect(say('resume', flow, '--by', 'ana')).rejects.toThrow('the case is not paused');
    await expect(say('resume', 'case:acct_0:usd', '--by', 'ana')).rejects.toThrow('does not run');
  }, 60_000);

  test.each<[string, readonly string[], RegExp]>([
    ['a case that is none', ['resume', 'acct_1', '--by', 'ana'], /A case is named case:ACCOUNT:CURRENCY/],
    ['a currency that is none', ['resume', 'case:acct_1:dollars', '--by', 'ana'], /A case is named/],
    ['nobody', ['resume', 'case:acct_1:usd'], /required option '--by/],
    ['an empty name', ['resume', 'case:acct_1:usd', '--by', ' '], /It is empty/],
    ['no outcome', ['resolve', 'case:acct_1:usd', '--by', 'ana'], /required option '--outcome/],
    [
      'an outcome that is none',
      ['resolve', 'case:acct_1:usd', '--by', 'ana', '--outcome', 'forget'],
      /Allowed choices are handled, waitForClearing/,
    ],
    [
      'a fraction of a cent',
      ['resolve', 'case:acct_1:usd', '--by', 'ana', '--outcome', 'forgive', '--amount', '1.234'],
      /"1.234" is not an amount in USD: digits with at most 2 decimals/,
    ],
    [
      'a fraction of a yen',
      ['resolve', 'case:acct_1:jpy', '--by', 'ana', '--outcome', 'forgive', '--amount', '1.5'],
      /"1.5" is not an amount in JPY/,
    ],
    [
      'nothing at all',
      ['resolve', 'case:acct_1:usd', '--by', 'ana', '--outcome', 'forgive', '--amount', '0'],
      /must be above zero/,
    ],
    [
      'a negative amount',
      ['resolve', 'case:acct_1:usd', '--by', 'ana', '--outcome', 'forgive', '--amount', '-5'],
      /is not an amount|argument missing/,
    ],
    [
      'a payment without its reference',
      ['resolve', 'case:acct_1:usd', '--by', 'ana', '--outcome', 'paidOutside', '--amount', '5'],
      /Nothing was sent: paidOutside needs reference/,
    ],
    [
      'an amount that has no place',
      ['resolve', 'case:acct_1:usd', '--by', 'ana', '--outcome', 'handled', '--amount', '5'],
      /Nothing was sent: handled takes no amountMinor/,
    ],
    [
      'a date that is none',
      ['pause', 'case:acct_1:usd', '--by', 'ana', '--reason', 'contested', '--until', 'soon'],
      /Nothing was sent: until "soon" is not a date/,
    ],
    ['an empty note', ['note', 'case:acct_1:usd', '--by', 'ana', '--text', ''], /It is empty/],
  ])('refuses %s before anything is sent', async (_what, words, problem) => {
    await expect(say(...words)).rejects.toThrow(problem);
    expect(said).toEqual([]);
  });
});
