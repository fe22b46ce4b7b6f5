import { setTimeout as delay } from 'node:timers/promises';
import type { CaseState } from '../src/domain/case/state';
import { resolveUpdate, stateQuery } from '../src/workflows/messages';
import { type WorkflowCost, totalCost, workflowCost } from './billable-actions';
import type { Figure } from './figure';
import { type Running, startRunning } from './running';

const DAY_MS = 500;
const ATTEMPTS_THAT_FAIL = 3;
const ACCOUNT = 'acct_bench';
const CASE = `case:${ACCOUNT}:usd`;

/**
 * A case through all 180 days on the real dev server: the policy's twelve rungs, three bank debits that come back,
 * the webhooks that they bring, the gate answered, the clearing. Counted over the chain of runs, by its history.
 */
export async function run(): Promise<Figure[]> {
  const running = await startRunning(`${DAY_MS}ms`);
  try {
    // What schedules ask every day is the installation's, not the case's.
    for await (const { scheduleId } of running.temporal.schedule.list()) {
      await running.temporal.schedule.getHandle(scheduleId).pause('benchmark');
    }
    await openDebt(running);
    const callsBefore = await running.stripeCalls();
    await until(running, (state) => state.raised.includes('gate'));
    await running.temporal.workflow.getHandle(CASE).executeUpdate(resolveUpdate, {
      args: [{ by: 'bench', outcome: 'keepCollecting' }],
      updateId: 'gate',
    });
    await until(running, (state) => (state.facts?.cleared.length ?? 0) > 0 && state.told.some(isClearing));
    const cost = await atRest(running);
    const stripeCalls = (await running.stripeCalls()) - callsBefore;
    const noop = await oneMoreHint(running, cost);
    return [
      figure('a case through 180 days: billable actions', cost.billableActions, 80, 'actions'),
      figure('a case through 180 days: history events', cost.events, 350, 'events'),
      figure('a case through 180 days: history', Math.ceil(cost.bytes / 1_000), 100, 'KB'),
      figure('a case through 180 days: Stripe calls', stripeCalls, 120, 'calls'),
      ...noop,
      figure('npm start to ready, dependencies installed', running.readyAfterMs / 1_000, 15, 's'),
    ];
  } finally {
    await running.stop();
  }
}

const isClearing = (rung: string): boolean => rung.startsWith('cleared-');

async function openDebt(running: Running): Promise<void> {
  await running.act('topUpPlatform', 100_000, 'usd');
  const codes = Array.from({ length: ATTEMPTS_THAT_FAIL }, () => 'insufficient_funds');
  await running.act('createSeller', {
    id: ACCOUNT,
    country: 'US',
    banks: [{ behaviour: { kind: 'fails', codes } }],
  });
  const sale = await running.act<{ transferIds: string[] }>('sale', {
    model: 'destination',
    seller: ACCOUNT,
    amountMinor: 40_000,
    currency: 'usd',
  });
  await running.act('sellerPaysOut', ACCOUNT, 'usd');
  await delay(3 * DAY_MS);
  await running.act('dashboardReversal', sale.transferIds[0], 30_000);
}

/** A hint that changes nothing, and one inside the look gap of another. */
async function oneMoreHint(running: Running, before: WorkflowCost): Promise<readonly Figure[]> {
  const handle = running.temporal.workflow.getHandle(CASE);
  await handle.signal('hint', {});
  await until(running, (state) => state.hints.counted === state.answeredHints);
  const after = await costOf(running);
  await handle.signal('hint', {});
  await until(running, (state) => state.hints.counted === state.answeredHints);
  const looksBefore = (await costOf(running)).actions['activity lookAtCase'] ?? 0;
  await handle.signal('hint', {});
  await handle.signal('hint', {});
  await until(running, (state) => state.hints.counted === state.answeredHints);
  const looks = ((await costOf(running)).actions['activity lookAtCase'] ?? 0) - looksBefore;
  const more = (kind: string): number => (after.actions[kind] ?? 0) - (before.actions[kind] ?? 0);
  return [
    figure('one more hint: signals and looks', more('signal') + more('activity lookAtCase'), 2, 'actions'),
    figure('two hints inside one look gap: looks', looks, 1, 'actions'),
  ];
}

/** The last webhooks and the daily list have been answered: nothing more is counted for some days. */
async function atRest(running: Running): Promise<WorkflowCost> {
  let cost = await costOf(running);
  for (let quietDays = 0; quietDays < 4;) {
    await delay(2 * DAY_MS);
    const next = await costOf(running);
    quietDays = next.events === cost.events ? quietDays + 2 : 0;
    cost = next;
  }
  return cost;
}

async function until(running: Running, isReached: (state: CaseState) => boolean): Promise<void> {
  const handle = running.temporal.workflow.getHandle(CASE);
  for (let days = 0; days < 400; days += 1) {
    await delay(DAY_MS);
    const state = (await handle.query(stateQuery).catch(() => null)) as CaseState | null;
    if (state !== null && isReached(state)) return;
  }
  throw new Error(`${CASE} did not come that far in 400 days`);
}

/** All runs of the chain: what continued as new counts too. */
async function costOf(running: Running): Promise<WorkflowCost> {
  const costs: WorkflowCost[] = [];
  for await (const { runId } of running.temporal.workflow.list({ query: `WorkflowId = "${CASE}"` })) {
    costs.push(workflowCost(await running.temporal.workflow.getHandle(CASE, runId).fetchHistory()));
  }
  return totalCost(costs);
}

function figure(what: string, value: number, bar: number, unit: string): Figure {
  return { what, value, bar, better: 'lower', unit };
}
