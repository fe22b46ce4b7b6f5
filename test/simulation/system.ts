import { sql } from 'kysely';
import { whyNotResolve } from '../../src/domain/case/may';
import { type Resolution, resolvedChoice } from '../../src/domain/case/people';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import { sweepOnce } from '../../src/activities/sweep';
import type { Policy } from '../../src/domain/policy/policy';
import { type DoorControls, createControls } from '../../src/money/controls';
import { createDoor, type Door } from '../../src/money/door';
import { createPreflight } from '../../src/money/preflight';
import {
  createAccountLook,
  createLineLook,
  createRelay,
  createWarningLook,
  type Relay,
} from '../../src/relay';
import { AwayError } from '../../src/relay/send-wakes';
import type { SimulatorOptions } from '../../src/simulator/options';
import type { Database } from '../../src/store/database';
import { createWebhookServer } from '../../src/webhooks';
import type { Dice } from './dice';
import { type Driver, openDriver } from './driver';
import type { Crashes } from './flow';
import { type CaseFlow, Flows } from './flows';

const ENDPOINTS = [
  { url: '/stripe', secret: 'whsec_test_platform', connect: false },
  { url: '/stripe/connect', secret: 'whsec_test_connect', connect: true },
];

export interface SystemOptions {
  readonly seed: number;
  readonly crashes: Crashes;
  readonly policy?: Policy;
  /** In which order the flows take their steps; absent: one after the other, always the same. */
  readonly order?: Dice;
  /** Flows take steps at the same moment, and the relay goes on meanwhile. Default: no. */
  readonly sideBySide?: boolean;
  /** How much time may pass between two looks into the inbox. */
  readonly longestStepMs: () => number;
  /** Clock days between two sweeps; absent: none, but for the daily list of collection transfers. */
  readonly sweepDays?: number;
  readonly switches?: NonNullable<SimulatorOptions['switches']>;
}

/** The whole system without Temporal, events included: from Stripe's webhook to the flow's next wait. */
export interface System {
  readonly driver: Driver;
  readonly flows: Flows;
  readonly door: Door;
  readonly controls: DoorControls;
  /** What Stripe sent to an endpoint and had accepted, by event and endpoint. */
  readonly accepted: ReadonlyMap<string, number>;
  /** A person's word to a case, as an update. */
  say(flow: CaseFlow, message: Resolution, updateId: string): void;
  /** What was said since this was last done, and a run that is lost forgot, is said again under the same id. */
  repeatUnheard(): void;
  /** Lets clock time pass; whoever waits for an instant goes on at that instant. */
  pass(durationMs: number): Promise<void>;
  /** Everything that has come in is routed and told, and every flow waits again. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

interface Word {
  readonly flow: CaseFlow;
  readonly message: Resolution;
  readonly updateId: string;
}

export async function openSystem(options: SystemOptions): Promise<System> {
  const accepted = new Map<string, number>();
  let flows: Flows | null = null;
  let receive: NonNullable<SimulatorOptions['transport']> = () => Promise.resolve(503);
  const driver = await openDriver({
    seed: options.seed,
    ...(options.policy === undefined ? {} : { policy: options.policy }),
    webhooks: { webhooks: ENDPOINTS, transport: (url, body, headers) => receive(url, body, headers) },
    flowStatus: async (workflowId) => (await flows?.status(workflowId)) ?? 'gone',
    ...(options.switches === undefined ? {} : { switches: options.switches }),
  });
  const { db, deps, stripe, simulator, nowMs } = driver;
  const webhooks = createWebhookServer({
    db,
    secrets: { platform: [ENDPOINTS[0]?.secret ?? ''], connect: [ENDPOINTS[1]?.secret ?? ''] },
    wallNow: nowMs,
  });
  receive = async (url, payload, headers) => {
    const { statusCode } = await webhooks.inject({ method: 'POST', url, payload, headers });
    if (statusCode === 200) {
      const delivery = `${url} ${(JSON.parse(payload) as { readonly id: string }).id}`;
      accepted.set(delivery, (accepted.get(delivery) ?? 0) + 1);
    }
    return statusCode;
  };
  const running = new Flows(driver.activities, nowMs, options.crashes);
  flows = running;
  const relay = createRelay({
    db,
    databaseUrl: driver.databaseUrl,
    temporal: running.temporal,
    clock: WALL_CLOCK,
    wallNow: nowMs,
    lookGapWallMs: 0,
    livemode: false,
    lookAtAccount: createAccountLook(deps),
    lookAtWarning: createWarningLook({ db, stripe, clock: WALL_CLOCK, wallNow: nowMs }),
    lookAtLine: createLineLook({ db, stripe, clock: WALL_CLOCK, wallNow: nowMs }),
  });
  const doorDeps = {
    ...deps,
    platformAccount: simulator.world.platformId,
    preflight: createPreflight(deps),
  };

  const settle = async (): Promise<void> => {
    for (let moved = true; moved;) {
      await simulator.settled();
      const isDue = await somethingIsDue(db);
      if (options.sideBySide === true) {
        const stepped = await Promise.all([
          isDue ? drained(relay) : null,
          ...running.open.map((flow) => flow.step()),
        ]);
        moved = isDue || stepped.includes(true);
        continue;
      }
      if (isDue) await drained(relay);
      moved = await oneRound(running, options.order);
    }
  };
  const sweepMs = (options.sweepDays ?? 1) * DAY_MS;
  const sweep = async (): Promise<void> => {
    if (options.sweepDays === undefined) await retried(() => driver.activities.sweepSlice('collections'));
    else await sweepOnce(deps);
  };
  // The first reading of all goes back two days only: one sweep comes with the start.
  if (options.sweepDays !== undefined) await sweep();
  let sweptMs = nowMs();
  let words: readonly Word[] = [];
  const tell = ({ flow, message, updateId }: Word): void =>
    flow.learn({ kind: 'said', choice: resolvedChoice(message), updateId, atMs: nowMs() });
  return {
    driver,
    flows: running,
    door: createDoor(doorDeps),
    controls: createControls(doorDeps),
    accepted,
    settle,
    say(flow, message, updateId) {
      const word = { flow, message, updateId };
      words = [...words, word];
      tell(word);
    },
    repeatUnheard() {
      const unheard = words.filter(({ flow, message, updateId }) => {
        const isHeard = flow.isClosed || flow.now.handledUpdates.includes(updateId);
        return !isHeard && whyNotResolve(flow.now, message, updateId) === null;
      });
      words = [];
      for (const word of unheard) tell(word);
    },
    async pass(durationMs) {
      await settle();
      for (const untilMs = nowMs() + durationMs; nowMs() < untilMs;) {
        const wantedMs = running.nextMs() ?? Infinity;
        const longestMs = nowMs() + options.longestStepMs();
        const next = Math.min(untilMs, Math.max(wantedMs, nowMs() + 1), longestMs);
        await driver.advance(next - nowMs());
        if (nowMs() - sweptMs >= sweepMs) {
          await sweep();
          sweptMs = nowMs();
        }
        await settle();
      }
    },
    async close() {
      await webhooks.close();
      await driver.close();
    },
  };
}

/** All steps of each flow that has something to do, or a few steps by lot. */
async function oneRound(flows: Flows, order: Dice | undefined): Promise<boolean> {
  if (order === undefined) {
    let moved = false;
    for (const flow of flows.open) {
      while (await flow.step()) moved = true;
    }
    return moved;
  }
  let moved = false;
  for (let steps = order.whole(1, 4); steps > 0; steps -= 1) {
    moved = (await oneStep(flows, order)) || moved;
  }
  return moved;
}

async function oneStep(flows: Flows, order: Dice): Promise<boolean> {
  for (const left = [...flows.open]; left.length > 0;) {
    const [flow] = left.splice(order.whole(0, left.length - 1), 1);
    if (flow !== undefined && (await flow.step())) return true;
  }
  return false;
}

/** One query where the relay asks many: most steps leave nothing for it. */
async function somethingIsDue(db: Database): Promise<boolean> {
  const { rows } = await sql`
    select 1 from events where state = 'new' union all select 1 from wakes where number > sent limit 1`.execute(
    db,
  );
  return rows.length > 0;
}

const MOST_TRIES = 10;

/** A relay that meets Stripe away comes back to it; what it did not do stays due. */
async function drained(relay: Relay): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await relay.drain();
    } catch (error) {
      if (!(error instanceof AwayError) || tries >= MOST_TRIES) throw error;
    }
  }
}

async function retried(call: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await call();
      return;
    } catch (error) {
      if (tries >= MOST_TRIES) throw error;
    }
  }
}
