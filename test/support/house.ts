import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';
import {
  Worker,
  type WorkflowBundleWithSourceMap,
  bundleWorkflowCode,
  DefaultLogger,
} from '@temporalio/worker';
import path from 'node:path';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import type { Policy } from '../../src/domain/policy/policy';
import { defaultPolicy, sealPolicy } from '../../src/policy-file';
import {
  createAccountLook,
  createLineLook,
  createRelay,
  createWarningLook,
  type Relay,
} from '../../src/relay';
import { type Simulator, createSimulator } from '../../src/simulator';
import { writeMode } from '../../src/store/door-state';
import type { Database } from '../../src/store/database';
import { createStripeClient } from '../../src/stripe/client';
import { createWebhookServer } from '../../src/webhooks';
import { type AllActivities, createActivities } from '../../src/activities';
import { flowStatusFrom } from '../../src/activities/sweep/flow-status';
import { createServices } from '../../src/workers/services';
import { BALANCE_SWEEP, TASK_QUEUE, stateQuery } from '../../src/workflows/messages';
import { isAtRest } from './at-rest';
import { freshDatabase } from './postgres';
import { devServer, type TemporalForTests, timeSkippingEnv } from './temporal';

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/** The workflows as the worker loads them; bundled once a suite. */
export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: path.resolve(__dirname, '../../src/workflows/index.ts'),
    logger: new DefaultLogger('ERROR'),
  });
  return bundle;
}

export interface Rooms {
  readonly simulator: Simulator;
  readonly db: Database;
  readonly databaseUrl: string;
  /** For looking: what flows ask is counted in `stripeCalls`, and so is this. */
  readonly stripe: Stripe;
  readonly temporal: TemporalForTests;
  readonly relay: Relay;
  readonly policy: Policy;
  /** What flows, relay and door asked of Stripe, one line a call; what the daily sweep asks is the house's own. */
  readonly stripeCalls: readonly string[];
  /** Takes back what was counted after so many calls. */
  forgetCalls(after: number): void;
  nowMs(): number;
  /** Webhooks are delivered, routed and sent, and every workflow waits again. */
  settle(): Promise<void>;
  state<T>(workflowId: string): Promise<T>;
  close(): Promise<void>;
}

export interface House extends Rooms {
  /** Lets one hour or more pass on every clock, in steps of at most a day, and everything settle after each. */
  pass(durationMs: number): Promise<void>;
}

export interface HouseOptions {
  readonly policy?: Policy;
  /** `none`: no endpoint is registered at Stripe, so that nothing is announced and nothing counts as undelivered. */
  readonly webhooks?: 'none';
  /** What happened at Stripe before Recoup came, from so long ago on. Its events were told to nobody. */
  readonly before?: { readonly ms: number; readonly act: (simulator: Simulator) => Promise<void> };
}

const SECRETS = { platform: ['whsec_test_platform'], connect: ['whsec_test_connect'] };

/**
 * The whole house on the time-skipping server: webhooks over HTTP, the real relay, worker and store, Stripe's API by
 * the simulator. One clock: the server's. Time is stepped, so that several workflows keep their days.
 */
export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const temporal = await timeSkippingEnv();
  let nowMs = await temporal.nowMs();
  const policy = options.policy ?? defaultPolicy();
  const rooms = await furnish(temporal, () => nowMs, policy, LONG_TIMERS_WAIT, options);
  const { simulator } = rooms;
  const settle = () => rooms.settle();
  return {
    ...rooms,
    async pass(durationMs) {
      await settle();
      for (let left = durationMs; left > 0;) {
        const step = Math.min(left, DAY_MS);
        await temporal.skip(step);
        nowMs = await temporal.nowMs();
        await simulator.advanceTo(nowMs);
        await settle();
        const before = rooms.stripeCalls.length;
        // The test server has no schedules: what runs daily is started by hand.
        await temporal.client.workflow.execute(BALANCE_SWEEP, {
          workflowId: `${BALANCE_SWEEP}-${nowMs}`,
          taskQueue: TASK_QUEUE,
          args: [{ clock: WALL_CLOCK }],
        });
        rooms.forgetCalls(before);
        await settle();
        left -= step;
      }
    },
  };
}

/** The same on the real dev server and the wall clock, for what only it can do: resets, updates, schedules. */
export async function openHouseNow(
  options: {
    /** Default: a dev server of its own. */
    readonly temporal?: TemporalForTests;
    /** Puts itself between the workflows and their activities. */
    readonly around?: Around;
    readonly policy?: Partial<Policy>;
  } = {},
): Promise<Rooms> {
  const { hash: _hash, ...policy } = defaultPolicy();
  const temporal = options.temporal ?? (await devServer());
  const sealed = sealPolicy({ ...policy, lookGapWallMs: 1, ...options.policy });
  return furnish(temporal, Date.now, sealed, SHORT_TIMERS_RUN, options);
}

export type Around = (activities: AllActivities) => AllActivities;

/** Where time stands still a timer is a wait; where it runs, one this short is work to come. */
const LONG_TIMERS_WAIT = 0;
const SHORT_TIMERS_RUN = 10;

interface Furnishing extends Pick<HouseOptions, 'webhooks' | 'before'> {
  readonly around?: Around;
}

async function furnish(
  temporal: TemporalForTests,
  wallNow: () => number,
  policy: Policy,
  shortTimerSeconds: number,
  { around = (activities) => activities, webhooks, before }: Furnishing,
): Promise<Rooms> {
  const database = await freshDatabase();
  const { db, url } = database;
  await db.transaction().execute((tx) => writeMode(tx, 'act'));

  const receiver = createWebhookServer({ db, secrets: SECRETS, wallNow: Date.now });
  await receiver.listen({ host: '127.0.0.1', port: 0 });
  const address = receiver.server.address() as AddressInfo;
  const endpoint = (route: string, connect: boolean) => ({
    url: `http://127.0.0.1:${address.port}${route}`,
    secret: (connect ? SECRETS.connect[0] : SECRETS.platform[0]) ?? '',
    connect,
  });
  const simulator = await createSimulator({
    time: { kind: 'manual', startMs: wallNow() - (before?.ms ?? 0) },
    webhooks: webhooks === 'none' ? [] : [endpoint('/stripe', false), endpoint('/stripe/connect', true)],
  });
  await before?.act(simulator);
  await simulator.advanceTo(wallNow());
  const stripe = createStripeClient({
    key: 'sk_test_house',
    host: simulator.host,
    port: simulator.port,
    protocol: 'http',
    requestsPerSecond: 10_000,
  });
  const stripeCalls: string[] = [];
  stripe.on('response', ({ method, path: address, account }: Stripe.ResponseEvent) => {
    stripeCalls.push(`${method} ${address.split('?')[0] ?? ''} ${account ?? ''}`.trim());
  });
  const platform = await stripe.accounts.retrieveCurrent();
  const deps = createServices({
    db,
    stripe,
    policy,
    clock: WALL_CLOCK,
    wallNow,
    platformAccount: platform.id,
    flowStatus: flowStatusFrom(temporal.client),
  });
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: await workflowBundle(),
    activities: around(createActivities(deps)),
  });
  const running = worker.run();
  const relay = createRelay({
    db,
    databaseUrl: url,
    temporal: temporal.client,
    clock: WALL_CLOCK,
    wallNow,
    lookGapWallMs: 0,
    livemode: false,
    lookAtAccount: createAccountLook({ db, stripe, clock: WALL_CLOCK, wallNow, policy }),
    lookAtWarning: createWarningLook({ db, stripe, clock: WALL_CLOCK, wallNow }),
    lookAtLine: createLineLook({ db, stripe, clock: WALL_CLOCK, wallNow }),
  });

  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 2;) {
      await simulator.settled();
      await relay.drain();
      quiet = (await isAtRest(temporal, db, shortTimerSeconds)) ? quiet + 1 : 0;
    }
  };
  return {
    simulator,
    db,
    databaseUrl: url,
    stripe,
    temporal,
    relay,
    policy,
    stripeCalls,
    forgetCalls: (after) => {
      stripeCalls.length = after;
    },
    nowMs: wallNow,
    settle,
    state: (workflowId) => temporal.client.workflow.getHandle(workflowId).query(stateQuery) as never,
    async close() {
      worker.shutdown();
      await running;
      await relay.stop();
      await Promise.allSettled([receiver.close(), simulator.close()]);
      await temporal.close();
      await database.close();
    },
  };
}
