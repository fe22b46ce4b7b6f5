import { asyncLocalStorage } from '@temporalio/activity';
import { DAY_MS, HOUR_MS } from '../../domain/clock';
import { currency } from '../../domain/money';
import type { PlannedLine } from '../../domain/payout/line';
import type { PageAnswer, RunRef } from '../../domain/payout/page';
import { readDoorState } from '../../store/door-state';
import { countLines, linesOf, sentBefore } from '../../store/payout-lines';
import { readRun, type RunRow } from '../../store/payout-runs';
import { raiseWakes } from '../../store/wakes';
import { type ActivityDeps, momentOf } from '../deps';
import { type LineAnswer, payLine } from './pay-line';
import { runDone, runGoesOn, runUnderWater, runWaits } from './run-status';

/** Lines of a page, and how many of them are worked on at a time. */
const PAGE = 100;
const AT_ONCE = 8;
/** Wall ms after which a page takes no further line: an activity may take a minute, six seconds where days are short. */
const PAGE_TAKES_MS = 20_000;
const SHORT_PAGE_TAKES_MS = 2_500;

/** Stripe asked for patience, or could not be reached: Temporal tries the page again. */
export class LinesUnavailable extends Error {
  override readonly name = 'LinesUnavailable';

  constructor(run: string, lines: number) {
    super(`${lines} lines of ${run} could not be paid now: Stripe is not available, or asks for patience`);
  }
}

/**
 * One page of a run. Begins nothing before its day, while a person has stopped it, while the door is shut or while the
 * platform is under water, and stops at once when one of these comes true between two lines.
 * @throws LinesUnavailable, and what a retry can mend
 */
export async function payPage(deps: ActivityDeps, { run: id }: RunRef): Promise<PageAnswer> {
  const run = await readRun(deps.db, id);
  if (run === null || run.status === 'done') return { kind: 'done' };
  if (run.status === 'stopped') return waits(`stopped: ${run.reason ?? 'by a person'}`);
  const nowMs = momentOf(deps).clockMs;
  if (run.starts_clock > nowMs) return waits('its day has not come', run.starts_clock);
  const shut = await notNow(deps, run, nowMs);
  if (shut !== null) return shut;

  await runGoesOn(deps, run);
  const lines = [
    ...(await linesOf(deps.db, run, 'unknown', PAGE)),
    ...(await linesOf(deps.db, run, 'planned', PAGE)),
  ];
  const answers = await workOn(deps, run, lines);
  const later = answers.find((one) => one.kind === 'later');
  if (later !== undefined) {
    return later.why === 'under_water'
      ? runUnderWater(deps, run, later.words, nowMs)
      : runWaits(deps, run, later.words);
  }
  const unavailable = answers.filter(({ kind }) => kind === 'unavailable').length;
  if (unavailable > 0) throw new LinesUnavailable(run.run, unavailable);
  return whatIsLeft(deps, run);
}

const waits = (why: string, untilMs: number | null = null): PageAnswer => ({ kind: 'waits', untilMs, why });

async function notNow(deps: ActivityDeps, run: RunRow, nowMs: number): Promise<PageAnswer | null> {
  const { frozen } = await readDoorState(deps.db);
  if (frozen) return runWaits(deps, run, 'the door is frozen');
  const why = await deps.platformGuard.read(currency(run.currency));
  return why === null ? null : runUnderWater(deps, run, why, nowMs);
}

/** Several lines at a time, none after one that stops the run, a person's word, or the time of a page. */
async function workOn(
  deps: ActivityDeps,
  run: RunRow,
  lines: readonly PlannedLine[],
): Promise<readonly LineAnswer[]> {
  const answers: LineAnswer[] = [];
  const lastMs = deps.wallNow() + (deps.clock.msPerDay === DAY_MS ? PAGE_TAKES_MS : SHORT_PAGE_TAKES_MS);
  let next = 0;
  let stopped = false;
  const worker = async (): Promise<void> => {
    for (let line = lines[next]; line !== undefined && !stopped; line = lines[next]) {
      next += 1;
      asyncLocalStorage.getStore()?.heartbeat();
      const answer = await payLine(deps, line, run.dry_run);
      answers.push(answer);
      stopped ||=
        answer.kind === 'later' ||
        answer.kind === 'unavailable' ||
        deps.wallNow() > lastMs ||
        (await isStopped(deps, run));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

async function isStopped({ db }: ActivityDeps, { run }: RunRow): Promise<boolean> {
  return (await readRun(db, run))?.status === 'stopped';
}

/** Those on their way to a bank are looked at again every day: what Stripe announces of them may have been missed. */
async function whatIsLeft(deps: ActivityDeps, run: RunRow): Promise<PageAnswer> {
  const left = await countLines(deps.db, run.run);
  if ((left.get('planned') ?? 0) > 0) return { kind: 'more' };
  const { clockMs, wallMs } = momentOf(deps);
  const unknown = left.get('unknown') ?? 0;
  if (unknown > 0) {
    const why = `what became of ${unknown} lines is not known yet`;
    return runWaits(deps, run, why, clockMs + HOUR_MS);
  }
  const sent = left.get('sent') ?? 0;
  if (sent === 0) return runDone(deps, run);
  const late = await sentBefore(deps.db, run.run, wallMs - deps.clock.msPerDay);
  await deps.db.transaction().execute((tx) =>
    raiseWakes(
      tx,
      late.map((line) => ({ subject: { kind: 'payout_line', line }, wakeClass: 'soon', by: 1 })),
    ),
  );
  return runWaits(deps, run, `${sent} lines are on their way to the bank`, clockMs + DAY_MS);
}
