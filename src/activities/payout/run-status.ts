import { HOUR_MS } from '../../domain/clock';
import type { PageAnswer } from '../../domain/payout/page';
import { readRunId } from '../../domain/payout/run-id';
import { raiseAttention, settleAttention } from '../../store/attention';
import type { Tx } from '../../store/database';
import { lockRun, type RunRow, setRunStatus } from '../../store/payout-runs';
import { transact } from '../../store/transact';
import { type ActivityDeps, momentOf } from '../deps';

const waterKey = (run: RunRow): string => `${run.run}:under_water`;

/** Changes what the run is, unless a person has stopped it meanwhile: their word stands. */
async function unlessStopped(
  deps: ActivityDeps,
  run: RunRow,
  change: (tx: Tx, now: RunRow) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  return transact(deps.db, async (tx) => {
    const now = await lockRun(tx, readRunId(run.run));
    if (now === null || now.status === 'done') return { kind: 'done' };
    if (now.status === 'stopped') {
      return { kind: 'waits', untilMs: null, why: `stopped: ${now.reason ?? 'by a person'}` };
    }
    return change(tx, now);
  });
}

/** Lines are being worked on. */
export async function runGoesOn(deps: ActivityDeps, run: RunRow): Promise<void> {
  if (run.status === 'running' && run.reason === null) return;
  await unlessStopped(deps, run, async (tx, now) => {
    await setRunStatus(tx, readRunId(now.run), 'running', null, momentOf(deps));
    await settleAttention(tx, waterKey(now), 'recoup', momentOf(deps));
    return { kind: 'more' };
  });
}

export function runWaits(
  deps: ActivityDeps,
  run: RunRow,
  why: string,
  untilMs: number | null = null,
): Promise<PageAnswer> {
  return unlessStopped(deps, run, async (tx, now) => {
    await setRunStatus(tx, readRunId(now.run), 'running', why, momentOf(deps));
    return { kind: 'waits', untilMs, why };
  });
}

/** It is looked at again every hour, and whenever money becomes available on the platform. */
export function runUnderWater(
  deps: ActivityDeps,
  run: RunRow,
  why: string,
  nowMs: number,
): Promise<PageAnswer> {
  return unlessStopped(deps, run, async (tx, now) => {
    const at = momentOf(deps);
    await setRunStatus(tx, readRunId(now.run), 'under_water', why, at);
    const attention = {
      key: waterKey(now),
      subject: now.run,
      kind: 'payout_run_under_water',
      message: `Nobody is paid by ${now.run}: ${why}. What has not been sent waits. Add money to the platform's balance, or wait for sales to become available; the run goes on by itself then, at the latest within the hour.`,
      command: `bin/recoup payouts show ${now.run}`,
    };
    await raiseAttention(tx, attention, at);
    return { kind: 'waits', untilMs: nowMs + HOUR_MS, why };
  });
}

export function runDone(deps: ActivityDeps, run: RunRow): Promise<PageAnswer> {
  return unlessStopped(deps, run, async (tx, now) => {
    await setRunStatus(tx, readRunId(now.run), 'done', null, momentOf(deps));
    return { kind: 'done' };
  });
}
