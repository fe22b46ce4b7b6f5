import { DAY_MS, momentAt } from '../../domain/clock';
import { assertNever } from '../../domain/never';
import { openSubjects, raiseAttention, settleAttention } from '../../store/attention';
import { readSetting, writeSetting } from '../../store/settings';
import { wakeFlow } from '../../store/flow-wakes';
import { accountsNearDeadline, accountsOwingWithoutCase, openFlows } from '../../store/sweep-reads';
import { transact } from '../../store/transact';
import type { Slice, SliceDone } from './deps';

const CURSOR = 'sweep_flows';
const FLOWS_A_SLICE = 200;
const AT_ONCE = 10;

/**
 * Whether a workflow runs for everything that the store says is open: one that was terminated, failed or is missing
 * is started again by a wake. A cancelled one was handed to a person, and one whose tasks fail needs one. Claims
 * without a case have their account looked at, which opens one; so have deadlines that came near, for a review.
 */
export async function restartFlows(slice: Slice): Promise<SliceDone> {
  const { db } = slice;
  const cursor = await readSetting(db, CURSOR);
  const after = typeof cursor === 'string' ? cursor : '';
  const flows = await openFlows(db, after, FLOWS_A_SLICE);
  let found = after === '' ? (await wakeOwing(slice)) + (await wakeNearDeadline(slice)) : 0;
  if (after === '') await settleStuck(slice);
  for (let from = 0; from < flows.length; from += AT_ONCE) {
    const some = flows.slice(from, from + AT_ONCE);
    const started = await Promise.all(some.map((flow) => restart(slice, flow)));
    found += started.filter(Boolean).length;
  }
  const more = flows.length === FLOWS_A_SLICE;
  await writeSetting(db, CURSOR, more ? (flows.at(-1) ?? null) : null);
  return { read: flows.length, found, more };
}

/** Answers whether anything had to be done about it. */
async function restart(slice: Slice, workflowId: string): Promise<boolean> {
  const { db, flowStatus, raiseWake } = slice;
  const status = await flowStatus(workflowId);
  switch (status) {
    case 'running':
    case 'cancelled':
      return false;
    case 'gone':
      await transact(db, (tx) => wakeFlow(tx, raiseWake, workflowId));
      return true;
    case 'stuck':
      await saySoStuck(slice, workflowId);
      return true;
    default:
      return assertNever(status);
  }
}

async function saySoStuck({ db, clock, wallNow }: Slice, workflowId: string): Promise<void> {
  const attention = {
    key: stuckKey(workflowId),
    subject: workflowId,
    kind: 'workflow_stuck',
    message: `The workflow ${workflowId} does not get on: its workflow task fails again and again, so that nothing is looked at and nobody is told for it. Its history in the Temporal UI has the error. Most often a worker of another version runs than the one that began it: bring back that version, or one that mends it. The task is tried again by itself.`,
    command: null,
  };
  await raiseAttention(db, attention, momentAt(clock, wallNow()));
}

/** Those that have got on, or have ended, since the last sweep. */
async function settleStuck({ db, clock, wallNow, flowStatus }: Slice): Promise<void> {
  for (const workflowId of await openSubjects(db, 'workflow_stuck')) {
    if ((await flowStatus(workflowId)) === 'stuck') continue;
    await settleAttention(db, stuckKey(workflowId), 'recoup', momentAt(clock, wallNow()));
  }
}

const stuckKey = (workflowId: string): string => `${workflowId}:stuck`;

async function wakeOwing({ db, raiseWake }: Slice): Promise<number> {
  const accounts = await accountsOwingWithoutCase(db);
  for (const account of accounts) {
    await transact(db, (tx) => raiseWake(tx, { kind: 'account', account }, 'soon'));
  }
  return accounts.length;
}

/** Once a day each: the look finds the deadline, or that nothing is due by it. */
async function wakeNearDeadline({ db, raiseWake, policy, clock, wallNow, nowMs }: Slice): Promise<number> {
  const untilMs = nowMs + policy.guard.deadlineWindowDays * DAY_MS;
  const dayAgoMs = wallNow() - clock.msPerDay;
  const accounts = await accountsNearDeadline(db, untilMs, dayAgoMs, FLOWS_A_SLICE);
  for (const account of accounts) {
    await transact(db, (tx) => raiseWake(tx, { kind: 'account', account }, 'soon'));
  }
  return accounts.length;
}
