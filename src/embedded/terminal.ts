import { DAY_MS, daysBetween, toClock, type Clock } from '../domain/clock';
import type { DoorState } from '../store/door-state';

const CLEARING_DAY = 180;
const WHO_WIDTH = 18;
const LONGEST_LINE = 200;

/** Where the embedded run speaks to whoever started it. */
export interface Terminal {
  /** Said even when quiet: addresses, troubles, the end. */
  readonly say: (line: string) => void;
  /**
   * What happens to whom, as it happens; unsaid when quiet, and kept back until `open`. `more` are lines below it, such
   * as a command, which are never cut.
   */
  readonly tell: (clockMs: number, who: string | null, what: string, more?: readonly string[]) => void;
  /** From here on progress is told: the addresses come first. */
  readonly open: () => void;
}

export function createTerminal(
  clock: Clock,
  options: {
    readonly quiet: boolean;
    readonly write?: (text: string) => void;
    /** What an account is called; null where only its id is known. */
    readonly nameOf?: (account: string) => string | null;
  },
): Terminal {
  const write = options.write ?? ((text) => process.stdout.write(text));
  let keptBack: string[] | null = [];
  return {
    say: (line) => write(`${line}\n`),
    tell: (clockMs, who, what, more = []) => {
      if (options.quiet) return;
      const name = who === null ? null : (options.nameOf?.(who) ?? who);
      const line = [progressLine(dayOf(clock, clockMs), name, what), ...more.map(below)].join('');
      if (keptBack === null) write(line);
      else keptBack.push(line);
    },
    open: () => {
      keptBack?.forEach(write);
      keptBack = null;
    },
  };
}

function progressLine(day: number, who: string | null, what: string): string {
  const text = `day ${String(day).padStart(3)}  ${(who ?? '').padEnd(WHO_WIDTH)}  ${what.replaceAll(/\s+/g, ' ')}`;
  return `${text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE - 1)}…` : text}\n`;
}

const below = (text: string): string => `${' '.repeat(WHO_WIDTH + 11)}${text}\n`;

/** Whole clock days since the run began. */
export const dayOf = (clock: Clock, clockMs: number): number =>
  Math.max(0, daysBetween(clock.originMs, clockMs));

/** What everybody who looks at the terminal must know before anything else. */
export function banner(clock: Clock, wallMs: number, door: DoorState): string {
  const title = `Recoup · simulated, ${spanText(clock.msPerDay)} = 1 day, no real money`;
  return boxed(title, standing(clock, wallMs, door));
}

/** The same on somebody's own sandbox, whose days are real ones. */
export function sandboxBanner(platformAccount: string, { mode, frozen }: DoorState): string {
  const does = mode === 'act' ? 'moves money in the sandbox' : 'decides and records, moves nothing';
  return boxed(
    `Recoup · on your Stripe sandbox ${platformAccount}, real days, no real money`,
    `mode ${mode}: ${does}${frozen ? ' (frozen: no money moves)' : ''}`,
  );
}

function boxed(...lines: readonly string[]): string {
  const width = Math.max(...lines.map(({ length }) => length)) + 2;
  const line = (text: string): string => `│ ${text.padEnd(width - 1)}│`;
  return [`┌${'─'.repeat(width)}┐`, ...lines.map(line), `└${'─'.repeat(width)}┘`].join('\n');
}

/** "mode act · day 12 · 168 days left to 180". */
export function standing(clock: Clock, wallMs: number, { mode, frozen }: DoorState): string {
  const day = dayOf(clock, toClock(clock, wallMs));
  const left = Math.max(0, CLEARING_DAY - day);
  const shut = frozen ? ' (frozen: no money moves)' : '';
  return `mode ${mode}${shut} · day ${day} · ${left} ${left === 1 ? 'day' : 'days'} left to ${CLEARING_DAY}`;
}

/** "2 s", "500 ms", "24 h". */
export function spanText(ms: number): string {
  if (ms === DAY_MS) return '24 h';
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`;
}

/** How long nobody was there, in days of the clock; null where it was less than one. */
export function absence(clock: Clock, lastAliveMs: number | null, wallMs: number): string | null {
  if (lastAliveMs === null) return null;
  const days = daysBetween(toClock(clock, lastAliveMs), toClock(clock, wallMs));
  return days < 1 ? null : `While Recoup was stopped, ${days} ${days === 1 ? 'day' : 'days'} went by.`;
}
