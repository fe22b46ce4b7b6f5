import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { playPeople } from '../../src/embedded/play-people';
import { STORY_PEOPLE, type PeoplesLine } from '../../src/embedded/story-people';
import { marketplace, storyEndsDay } from '../../src/simulator/stories/marketplace';
import { RESOLUTIONS } from '../../src/domain/case/people';

const MS_PER_DAY = 500;

let dataFolder: string;
beforeEach(() => {
  dataFolder = mkdtempSync(path.join(tmpdir(), 'people-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

const line = (day: number, word: string): PeoplesLine => ({
  day,
  hour: 9,
  account: 'acct_a',
  what: `says ${word}`,
  command: ['say', word, "it's"],
});

/** Two lines that are overdue and one that is not for a long time yet. */
const paidOutside = { account: 'acct_a', amountMinor: 700, currency: 'usd' };
const LINES = [{ ...line(2, 'two'), paidOutside }, line(1, 'one'), line(1_000_000, 'never')];
const clockAt = (day: number) => ({ originMs: Date.now() - day * MS_PER_DAY, msPerDay: MS_PER_DAY });

function play(command: (args: readonly string[]) => Promise<string>, lines: readonly PeoplesLine[] = LINES) {
  const clock = clockAt(10);
  /** The last is the day on which the first line is said. */
  const firstMs = clock.originMs + 86_400_000;
  const told: [string | null, string, readonly string[], number][] = [];
  const payments: number[] = [];
  let heard: () => void = () => undefined;
  const playing = playPeople({
    lines,
    clock,
    dataFolder,
    tell: (_clockMs, who, what, more = []) => {
      told.push([who, what, more, firstMs]);
      heard();
    },
    pay: (paid) => payments.push(paid.amountMinor),
    command,
    tryAgainMs: 1,
  });
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      heard = () => {
        if (told.length >= count) resolve();
      };
      heard();
    });
  return { told, payments, playing, until };
}

describe('the people of the story', () => {
  test('say what is overdue at once and in order, with the command as a visitor would type it', async () => {
    const { told, payments, playing, until } = play(async (args) => `sent\nheard ${String(args[1])}\n`);
    await until(2);
    await playing.stop();
    expect(payments).toEqual([700]);
    expect(told.map(([who, what, more]) => [who, what, more])).toEqual([
      ['acct_a', 'says one', ["$ bin/recoup say one 'it'\\''s'", 'heard one']],
      ['acct_a', 'says two', ["$ bin/recoup say two 'it'\\''s'", 'heard two']],
    ]);
  });

  test('say nothing twice over a restart, but what was cut off', async () => {
    const said: string[] = [];
    const first = play(async (args) => {
      if (args[1] === 'two') return new Promise(() => undefined);
      said.push(String(args[1]));
      return 'heard';
    });
    await first.until(1);
    const second = play(async (args) => {
      said.push(String(args[1]));
      return 'heard';
    });
    await second.until(1);
    await second.playing.stop();
    expect(said).toEqual(['one', 'two']);
  });

  test('look up what is only known when their hour comes: the day, and the request that waits', async () => {
    const command: PeoplesLine['command'] = [
      'approve',
      { requestOf: 'dispute:dp_1' },
      '--date',
      { today: true },
    ];
    const typed: (readonly string[])[] = [];
    const listed =
      'dec_7  reversal for dispute:dp_10, asked by recoup, open until then\n  why\n' +
      'dec_9  reversal for dispute:dp_1, asked by recoup, open until then\n  why\n';
    let asked = 0;
    const { told, playing, until } = play(
      async (args) => {
        typed.push(args);
        if (args[1] !== 'list') return 'approved';
        asked += 1;
        return asked === 1 ? 'Nothing waits for approval.\n' : listed;
      },
      [{ ...line(1, ''), command }],
    );
    await until(1);
    await playing.stop();
    const today = new Date(told[0]?.[3] ?? 0).toISOString().slice(0, 10);
    expect(typed.at(-1)).toEqual(['approve', 'dec_9', '--date', today]);
    expect(told[0]?.[2]).toEqual([`$ bin/recoup approve dec_9 --date ${today}`, 'approved']);
  });

  test('try a word again that is refused, and go on where it stays so, saying why', async () => {
    let tries = 0;
    const refusal = Object.assign(new Error('Command failed'), { stderr: 'nobody is there\n' });
    const { told, payments, playing, until } = play((args) => {
      if (args[1] !== 'two') return Promise.resolve('heard');
      tries += 1;
      return Promise.reject(refusal);
    });
    await until(2);
    await playing.stop();
    expect(told.map(([, , more]) => more.at(-1))).toEqual(['heard', 'nobody is there']);
    expect(payments).toEqual([]);
    expect(tries).toBe(5);
  });

  test('are of the story: sellers of its cast, within its days, each word with an id of its own', () => {
    const accounts = new Set(marketplace.cast.map(({ account }) => account));
    for (const { account, day } of STORY_PEOPLE) {
      expect(accounts).toContain(account);
      expect(day).toBeLessThan(storyEndsDay);
    }
    const after = (flag: string) =>
      STORY_PEOPLE.flatMap(({ command }) => command[command.indexOf(flag) + 1] ?? []);
    // An approval needs none: its request is answered once.
    const spoken = STORY_PEOPLE.filter(({ command }) => command[0] !== 'approvals');
    const ids = spoken.map(({ command }) =>
      command.find((word) => typeof word === 'string' && word.startsWith('story-')),
    );
    expect(new Set(ids).size).toBe(spoken.length);
    const outcomes = after('--outcome').filter((word) => RESOLUTIONS.some((known) => known === word));
    expect(new Set(outcomes)).toEqual(new Set(['forgive', 'writeOffClaim', 'paidOutside', 'handled']));
  });
});
