import type Stripe from 'stripe';
import { createActivities, type AllActivities } from '../../src/activities';
import type { ActivityDeps } from '../../src/activities/deps';
import type { ReadFlowStatus } from '../../src/activities/sweep/flow-status';
import { apply as applyCase } from '../../src/domain/case/apply';
import { whyNotResolve } from '../../src/domain/case/may';
import { nextStep as nextCaseStep } from '../../src/domain/case/next-step';
import { type Resolution, resolvedChoice } from '../../src/domain/case/people';
import { perform as performCase } from '../../src/domain/case/perform';
import { type CaseState, newCase, reopened } from '../../src/domain/case/state';
import { type CaseStep, stepName as caseStepName } from '../../src/domain/case/step';
import { WALL_CLOCK } from '../../src/domain/clock';
import { apply as applyDispute } from '../../src/domain/dispute/apply';
import {
  type DisputeState,
  hasUnansweredHints,
  openDispute,
  reopenDispute,
} from '../../src/domain/dispute/state';
import type { DisputeStep } from '../../src/domain/dispute/steps';
import type { AccountId, DisputeId, RefundSubject } from '../../src/domain/ids';
import type { Currency } from '../../src/domain/money';
import type { Move, MoveOutcome } from '../../src/domain/moves';
import type { Policy } from '../../src/domain/policy/policy';
import { apply as applyRefund } from '../../src/domain/refund/apply';
import {
  hasUnansweredHints as hasUnansweredRefundHints,
  openRefund,
  type RefundState,
  reopenRefund,
} from '../../src/domain/refund/state';
import { defaultPolicy } from '../../src/policy-file';
import { createSimulator, type Simulator } from '../../src/simulator';
import type { SimulatorOptions } from '../../src/simulator/options';
import type { Database } from '../../src/store/database';
import { writeMode } from '../../src/store/door-state';
import { createStripeClient } from '../../src/stripe/client';
import { createServices } from '../../src/workers/services';
import { runDispute } from '../support/dispute-run';
import { runRefund } from '../support/refund-run';
import { emptyDatabase } from '../support/postgres';

export const START_MS = Date.UTC(2027, 0, 4, 12);
const MOST_STEPS = 200;

export interface MadeMove {
  readonly move: Move;
  readonly outcome: MoveOutcome;
}

/** The whole system without Temporal: real client, simulator, door, store and activities under one virtual clock. */
export interface Driver {
  readonly simulator: Simulator;
  readonly stripe: Stripe;
  readonly db: Database;
  readonly databaseUrl: string;
  readonly deps: ActivityDeps;
  readonly activities: AllActivities;
  /** What the flows asked of the door, and its answers, in order. */
  readonly moves: readonly MadeMove[];
  readonly nowMs: () => number;
  advance(ms: number): Promise<void>;
  /** A hint, and everything that follows from it until the flow waits or has closed; a closed one begins anew. */
  lookAtDispute(dispute: DisputeId, account?: AccountId | null): Promise<DisputeState>;
  lookAtRefund(subject: RefundSubject, account?: AccountId | null): Promise<RefundState>;
  lookAtCase(account: AccountId, currency: Currency): Promise<CaseState>;
  /** A person's word to a case that was looked at, as an update, and everything that follows from it. */
  sayToCase(
    account: AccountId,
    currency: Currency,
    message: Resolution,
    updateId: string,
  ): Promise<CaseState>;
  /** The flow's run is lost: the next look begins with nothing but Stripe and the store. */
  forget(workflow: DisputeId | RefundSubject | `${AccountId}:${Currency}`): void;
  close(): Promise<void>;
}

export interface DriverOptions {
  readonly policy?: Policy;
  readonly switches?: NonNullable<SimulatorOptions['switches']>;
  readonly seed?: number;
  readonly platform?: NonNullable<SimulatorOptions['platform']>;
  /** Where the simulator's events go, and how; without it nobody is told of them. */
  readonly webhooks?: Required<Pick<SimulatorOptions, 'webhooks' | 'transport'>>;
  /** Whether a flow runs, where a sweep asks; without it all do. */
  readonly flowStatus?: ReadFlowStatus;
  readonly onDisputeStep?: (step: DisputeStep) => void;
  readonly onCaseStep?: (step: CaseStep) => void;
  /** An activity that ran out of retries; anything else ends the run. */
  readonly isUnavailable?: (error: unknown) => boolean;
}

export async function openDriver(options: DriverOptions = {}): Promise<Driver> {
  const database = await emptyDatabase();
  const { db } = database;
  let nowMs = START_MS;
  const simulator = await createSimulator({
    time: { kind: 'manual', startMs: nowMs },
    seed: options.seed ?? 1,
    wallMs: () => nowMs,
    ...(options.switches === undefined ? {} : { switches: options.switches }),
    ...(options.platform === undefined ? {} : { platform: options.platform }),
    ...options.webhooks,
  });
  const stripe = createStripeClient({
    key: 'sk_test_driver',
    host: simulator.host,
    port: simulator.port,
    protocol: 'http',
    requestsPerSecond: 10_000,
  });
  await db.transaction().execute((tx) => writeMode(tx, 'act'));
  const moves: MadeMove[] = [];
  const services = createServices({
    db,
    stripe,
    policy: options.policy ?? defaultPolicy(),
    clock: WALL_CLOCK,
    wallNow: () => nowMs,
    platformAccount: simulator.world.platformId,
    flowStatus: options.flowStatus ?? (async () => 'running'),
  });
  const deps: ActivityDeps = {
    ...services,
    async moveMoney(move, decision) {
      const outcome = await services.moveMoney(move, decision);
      moves.push({ move, outcome });
      return outcome;
    },
  };
  const activities = createActivities(deps);
  const disputes = new Map<string, DisputeState>();
  const refunds = new Map<string, RefundState>();
  const cases = new Map<string, CaseState>();
  const now = (): number => nowMs;

  const lookAtDispute: Driver['lookAtDispute'] = async (dispute, account = null) => {
    let state = disputes.get(dispute) ?? openDispute(dispute, account, WALL_CLOCK);
    if (state.closed !== null) state = reopenDispute(state);
    state = applyDispute(state, { kind: 'hinted', upTo: null });
    do {
      if (state.closed !== null) state = reopenDispute(state);
      ({ state } = await runDispute(
        state,
        activities,
        { nowMs: now },
        {
          ...(options.onDisputeStep === undefined ? {} : { onStep: options.onDisputeStep }),
          ...(options.isUnavailable === undefined ? {} : { isUnavailable: options.isUnavailable }),
        },
      ));
    } while (state.closed !== null && hasUnansweredHints(state));
    disputes.set(dispute, state);
    return state;
  };

  const lookAtRefund: Driver['lookAtRefund'] = async (subject, account = null) => {
    const { isUnavailable } = options;
    let state = refunds.get(subject) ?? openRefund(subject, account, WALL_CLOCK);
    if (state.closed !== null) state = reopenRefund(state);
    state = applyRefund(state, { kind: 'hinted', upTo: null });
    do {
      if (state.closed !== null) state = reopenRefund(state);
      const hooks = isUnavailable === undefined ? {} : { isUnavailable };
      ({ state } = await runRefund(state, activities, { nowMs: now }, hooks));
    } while (state.closed !== null && hasUnansweredRefundHints(state));
    refunds.set(subject, state);
    return state;
  };

  const lookAtCase: Driver['lookAtCase'] = async (account, currency) => {
    const id = `${account}:${currency}`;
    let state = cases.get(id) ?? newCase(account, currency);
    if (state.closed !== null) state = reopened(state);
    return runCase(id, applyCase(state, { kind: 'hinted', upTo: null, atMs: nowMs }));
  };

  const sayToCase: Driver['sayToCase'] = async (account, currency, message, updateId) => {
    const id = `${account}:${currency}`;
    const state = cases.get(id) ?? newCase(account, currency);
    const problem = whyNotResolve(state, message, updateId);
    if (problem !== null) throw new Error(problem);
    const choice = resolvedChoice(message);
    return runCase(id, applyCase(state, { kind: 'said', choice, updateId, atMs: nowMs }));
  };

  const runCase = async (id: string, from: CaseState): Promise<CaseState> => {
    let state = from;
    for (let steps = 0; state.closed === null; steps += 1) {
      const step = nextCaseStep(state, nowMs);
      options.onCaseStep?.(step);
      if (step.kind === 'wait') break;
      if (steps > MOST_STEPS) throw new Error(`the case of ${id} makes no progress: ${step.kind}`);
      try {
        state = applyCase(state, await performCase(step, state, now, activities));
      } catch (error) {
        if (options.isUnavailable?.(error) !== true) throw error;
        state = applyCase(state, { kind: 'unavailable', step: caseStepName(step), atMs: nowMs });
      }
    }
    cases.set(id, state);
    return state;
  };

  return {
    simulator,
    stripe,
    db,
    databaseUrl: database.url,
    deps,
    activities,
    moves,
    nowMs: now,
    async advance(ms) {
      nowMs += ms;
      await simulator.advanceTo(nowMs);
    },
    lookAtDispute,
    lookAtRefund,
    lookAtCase,
    sayToCase,
    forget(workflow) {
      disputes.delete(workflow);
      refunds.delete(workflow);
      cases.delete(workflow);
    },
    async close() {
      await simulator.close();
      await database.close();
    },
  };
}
