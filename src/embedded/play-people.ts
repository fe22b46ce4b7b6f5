import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { DAY_MS, HOUR_MS, toClock, toWall, type Clock } from '../domain/clock';
import { readJsonFile, writeJsonFile } from './json-file';
import type { PaidOutside, PeoplesLine, Word } from './story-people';
import type { Terminal } from './terminal';

const run = promisify(execFile);
const COMMANDS = path.resolve(__dirname, '..', 'cli', 'main.js');
const PROGRESS_FILE = 'story-people.json';
const COMMAND_TIMEOUT_MS = 60_000;
const TRIES = 5;
const TRY_AGAIN_MS = 1_000;
/** Timers hold no more than about 24 days. */
const LONGEST_NAP_MS = DAY_MS;

const progressSchema = z.strictObject({ said: z.int().min(0) });

export interface PeopleOptions {
  readonly lines: readonly PeoplesLine[];
  readonly clock: Clock;
  /** Where the run keeps its data: how many lines were said is kept there too. */
  readonly dataFolder: string;
  readonly tell: Terminal['tell'];
  /** Money that a seller sends from bank to bank. */
  readonly pay: (paid: PaidOutside) => void;
  /** Runs `bin/recoup` with these arguments; answers what it printed. */
  readonly command?: Command;
  /** Wall time until a word that was refused is said again. Default: a second. */
  readonly tryAgainMs?: number;
}

type Command = (args: readonly string[], signal: AbortSignal) => Promise<string>;

/**
 * Has the people of the story say their lines when their hour comes, one after the other; those that are overdue at
 * once. A line that a crash cut off is said again: its fixed id makes it count once.
 */
export function playPeople(options: PeopleOptions): { stop(): Promise<void> } {
  const { clock, tell, command = recoup(options.dataFolder), tryAgainMs = TRY_AGAIN_MS } = options;
  const lines = options.lines.toSorted((a, b) => a.day - b.day || a.hour - b.hour);
  const file = path.join(options.dataFolder, PROGRESS_FILE);
  const stopping = new AbortController();
  const play = async (): Promise<void> => {
    let { said } = existsSync(file) ? readJsonFile(file, progressSchema) : { said: 0 };
    for (const line of lines.slice(said)) {
      await untilWall(toWall(clock, dueMs(clock, line)), stopping.signal);
      if (stopping.signal.aborted) return;
      const today = new Date(dueMs(clock, line)).toISOString().slice(0, 10);
      const answered = await sayIt(command, line.command, today, tryAgainMs, stopping.signal);
      if (stopping.signal.aborted) return;
      said += 1;
      writeJsonFile(file, { said });
      if (answered.heard && line.paidOutside !== undefined) options.pay(line.paidOutside);
      tell(toClock(clock, Date.now()), line.account, line.what, [
        `$ bin/recoup ${answered.args.map(shellWord).join(' ')}`,
        answered.text,
      ]);
    }
  };
  const playing = play();
  return {
    stop: () => {
      stopping.abort();
      return playing;
    },
  };
}

/** Where Recoup has not come so far yet, somebody says it again a little later. */
async function sayIt(
  command: Command,
  words: readonly Word[],
  today: string,
  tryAgainMs: number,
  signal: AbortSignal,
): Promise<{ readonly heard: boolean; readonly args: readonly string[]; readonly text: string }> {
  let args = words.map((word) => (typeof word === 'string' ? word : '…'));
  for (let tries = 1; ; tries += 1) {
    try {
      args = await typed(command, words, today, signal);
      return { heard: true, args, text: lastLine(await command(args, signal)) };
    } catch (error) {
      if (tries === TRIES || signal.aborted) return { heard: false, args, text: lastLineOfFailure(error) };
      await delay(tryAgainMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The words as somebody types them at that moment, looking up what only then is known. */
async function typed(
  command: Command,
  words: readonly Word[],
  today: string,
  signal: AbortSignal,
): Promise<string[]> {
  const args: string[] = [];
  for (const word of words) {
    if (typeof word === 'string') args.push(word);
    else if ('today' in word) args.push(today);
    else args.push(requestIn(await command(['approvals', 'list'], signal), word.requestOf));
  }
  return args;
}

/** @throws Error where nothing is asked for this subject, or not yet. */
function requestIn(listed: string, subject: string): string {
  const line = listed.split('\n').find((one) => /^\S/.test(one) && one.includes(` for ${subject},`));
  const id = line?.split(/\s/)[0];
  if (id === undefined) throw new Error(`Nothing waits for approval for ${subject}.`);
  return id;
}

const dueMs = (clock: Clock, { day, hour }: PeoplesLine): number =>
  clock.originMs + day * DAY_MS + hour * HOUR_MS;

async function untilWall(atMs: number, signal: AbortSignal): Promise<void> {
  while (Date.now() < atMs && !signal.aborted) {
    const napMs = Math.min(LONGEST_NAP_MS, atMs - Date.now());
    await delay(napMs, undefined, { signal }).catch(() => undefined);
  }
}

/** The same program that a visitor calls, on the run of this data folder. */
const recoup =
  (dataFolder: string): Command =>
  async (args, signal) => {
    // Another database that the environment may name is none of the story's.
    const { DATABASE_URL: _, ...env } = process.env;
    const { stdout } = await run(process.execPath, [COMMANDS, ...args], {
      env: { ...env, RECOUP_DATA_DIR: dataFolder },
      signal,
      timeout: COMMAND_TIMEOUT_MS,
    });
    return stdout;
  };

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

/** Somebody else may have settled the matter first: that is said, and the story goes on. */
function lastLineOfFailure(error: unknown): string {
  const { stderr } = error as { stderr?: unknown };
  const text = typeof stderr === 'string' && stderr.trim() !== '' ? stderr : String(error);
  return lastLine(text);
}

const shellWord = (word: string): string =>
  /^[\w@.:/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
