import { DAY_MS, daysBetween, toClock, type Clock } from '../domain/clock';

const CLEARING_DAY = 180;

/** Where the embedded run speaks to whoever started it. */
export interface Terminal {
  /** Said even when quiet: addresses, troubles, the end. */
  readonly say: (line: string) => void;
  /** What happens to whom, as it happens; unsaid when quiet. */
  readonly tell: (clockMs: number, who: string | null, what: string) => void;
}

const WHO_WIDTH = 22;

export function createTerminal(
  clock: Clock,
  options: { readonly quiet: boolean; readonly write?: (text: string) => void },
): Terminal {
  const write = options.write ?? ((text) => process.stdout.write(text));
  return {
    say: (line) => write(`${line}\n`),
    tell: (clockMs, who, what) => {
      if (options.quiet) return;
      const day = String(dayOf(clock, clockMs)).padStart(4);
      write(`day${day}  ${(who ?? '').padEnd(WHO_WIDTH)}  ${what}\n`);
    },
  };
}

/** Whole clock days since the run began. */
export const dayOf = (clock: Clock, clockMs: number): number =>
  Math.max(0, daysBetween(clock.originMs, clockMs));

export interface Standing {
  readonly mode: string;
  readonly frozen: boolean;
}

/** What everybody who looks at the terminal must know before anything else. */
export function banner(clock: Clock, wallMs: number, { mode, frozen }: Standing): string {
  const day = dayOf(clock, toClock(clock, wallMs));
  const left = Math.max(0, CLEARING_DAY - day);
  const title = `Recoup · simulated, ${spanText(clock.msPerDay)} = 1 day, no real money`;
  const state = `mode ${mode}${frozen ? ' (frozen: no money moves)' : ''} · day ${day} · ${left} days left to ${CLEARING_DAY}`;
  const width = Math.max(title.length, state.length) + 2;
  return [
    `┌${'─'.repeat(width)}┐`,
    ...[title, state].map((line) => `│ ${line.padEnd(width - 1)}│`),
    `└${'─'.repeat(width)}┘`,
  ].join('\n');
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
