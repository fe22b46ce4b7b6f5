import { MINUTE_MS } from '../clock';
import { countHint, type Hints, NO_HINTS } from '../hints';
import { assertNever } from '../never';
import type { PageAnswer } from './page';
import type { RunId } from './run-id';

/** What a run's workflow knows: rows are the truth about its lines, here is where it stands. Plain JSON. */
export interface RunState {
  readonly schemaVersion: 1;
  readonly run: RunId;
  readonly hints: Hints;
  readonly pages: number;
  /** The last page, and how many hints had come before it began. */
  readonly last: { readonly answer: PageAnswer; readonly answers: number } | null;
  /** The world could not be asked: not before this clock instant. */
  readonly notBefore: number | null;
}

export type RunStep =
  | { readonly kind: 'page' }
  | { readonly kind: 'wait'; readonly untilMs: number | null; readonly why: string };

export type RunEvent =
  | { readonly kind: 'hinted'; readonly upTo: number | null }
  | { readonly kind: 'paged'; readonly answer: PageAnswer; readonly answers: number; readonly atMs: number }
  | { readonly kind: 'unavailable'; readonly atMs: number };

/** After an activity has given up. */
const AGAIN_AFTER_MS = 15 * MINUTE_MS;
/** Two pages without news lie at least this far apart: a worker's clock may be behind the one of the workflow. */
const BREATH_MS = MINUTE_MS;

export const openRun = (run: RunId): RunState => ({
  schemaVersion: 1,
  run,
  hints: NO_HINTS,
  pages: 0,
  last: null,
  notBefore: null,
});

/** @throws Error for a state of a newer version, which must not be misread. */
export function migrateRun(state: RunState): RunState {
  if ((state.schemaVersion as number) > 1) {
    throw new Error(`${state.run} has a state of version ${state.schemaVersion}: this worker knows 1`);
  }
  return state;
}

/** What has become known. */
export function applyToRun(state: RunState, event: RunEvent): RunState {
  switch (event.kind) {
    case 'hinted':
      return { ...state, hints: countHint(state.hints, event.upTo) };
    case 'paged': {
      const { answers, atMs } = event;
      const last = { answer: notAtOnce(event.answer, atMs), answers };
      return { ...state, pages: state.pages + 1, last, notBefore: null };
    }
    case 'unavailable':
      return { ...state, notBefore: event.atMs + AGAIN_AFTER_MS };
    default:
      return assertNever(event);
  }
}

function notAtOnce(answer: PageAnswer, atMs: number): PageAnswer {
  if (answer.kind !== 'waits' || answer.untilMs === null) return answer;
  return { ...answer, untilMs: Math.max(answer.untilMs, atMs + BREATH_MS) };
}

const PAGE: RunStep = { kind: 'page' };

/** Page after page; a page that cannot go on waits for its hour or for news, and news is worth another page. */
export function nextRunStep({ last, hints, notBefore }: RunState, nowMs: number): RunStep {
  if (notBefore !== null && nowMs < notBefore) {
    return { kind: 'wait', untilMs: notBefore, why: 'what it needs could not be reached' };
  }
  if (last === null || hints.counted > last.answers || notBefore !== null) return PAGE;
  const { answer } = last;
  switch (answer.kind) {
    case 'more':
      return PAGE;
    case 'waits':
      if (answer.untilMs !== null && nowMs >= answer.untilMs) return PAGE;
      return { kind: 'wait', untilMs: answer.untilMs, why: answer.why };
    case 'done':
      return { kind: 'wait', untilMs: null, why: 'nothing is left to do' };
    default:
      return assertNever(answer);
  }
}

/** Done, and no news since. */
export const isRunClosed = ({ last, hints }: RunState): boolean =>
  last !== null && last.answer.kind === 'done' && hints.counted <= last.answers;

/** One word for lists. */
export function runWord(state: RunState): 'paying' | 'waiting' | 'done' {
  if (isRunClosed(state)) return 'done';
  return state.last?.answer.kind === 'waits' || state.notBefore !== null ? 'waiting' : 'paying';
}
