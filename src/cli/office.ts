import { userInfo } from 'node:os';
import type Stripe from 'stripe';
import { z } from 'zod';
import type { Config } from '../config';
import { DAY_MS, momentAt, WALL_CLOCK, type Clock, type Moment } from '../domain/clock';
import type { Policy } from '../domain/policy/policy';
import { scaledPolicy } from '../embedded/embedded-policy';
import { readEndpoints } from '../embedded/endpoints';
import { createControls, type DoorControls } from '../money/controls';
import { createPreflight } from '../money/preflight';
import type { SwitchDeps } from '../money/switches';
import { loadPolicy } from '../policy-file';
import { createLedger } from '../store/ledger';
import type { Database } from '../store/database';
import { readSetting } from '../store/settings';
import { raiseWake } from '../store/wakes';
import { createStripeClient } from '../stripe/client';
import { withStore } from './open-store';

const CLOCK = z.object({ originMs: z.int(), msPerDay: z.int().positive() });
const INSTALLATION = z.object({ platformAccount: z.string() });

/** What people's commands work with. */
export interface Office {
  readonly db: Database;
  readonly controls: DoorControls;
  /** For switches at Stripe that move no money. */
  readonly switches: SwitchDeps;
  /** As the file has it; where days are short, with what wall time means there. */
  readonly policy: Policy;
  readonly policyHash: string;
  readonly now: () => Moment;
  readonly clock: Clock;
}

/** Whoever is signed in to this machine, where a command does not say who it is. */
export const whoami = (): string => userInfo().username;

export async function withOffice<T>(config: Config, work: (office: Office) => Promise<T>): Promise<T> {
  return withStore(config, async (db) => {
    const clock = await clockOf(db);
    const installation = INSTALLATION.nullable().parse(await readSetting(db, 'installation'));
    const stripe = stripeOf(config);
    const policy = loadPolicy(config.policyFile);
    const switches = { db, stripe, clock, wallNow: Date.now };
    const controls = createControls({
      ...switches,
      ledger: createLedger(raiseWake),
      raiseWake,
      policy,
      platformAccount: installation?.platformAccount ?? 'unknown',
      preflight: createPreflight({ ...switches, policy }),
    });
    const now = () => momentAt(clock, Date.now());
    const kept = clock.msPerDay === DAY_MS ? policy : scaledPolicy(policy);
    return work({ db, controls, switches, policy: kept, policyHash: policy.hash, now, clock });
  });
}

/** An embedded run keeps its own clock and leaves it in the store. */
async function clockOf(db: Database): Promise<Clock> {
  return CLOCK.nullable().parse(await readSetting(db, 'clock')) ?? WALL_CLOCK;
}

/** Stripe by its key, else the simulator of the embedded run. Most commands never call it. */
function stripeOf({ stripe, dataDir }: Config): Stripe {
  const simulator = stripe.url ?? readEndpoints(dataDir)?.simulator;
  const { secretKey, requestsPerSecond } = stripe;
  if (secretKey !== null && stripe.url === null)
    return createStripeClient({ key: secretKey, requestsPerSecond });
  const address = simulator === undefined || simulator === null ? null : new URL(simulator);
  return createStripeClient({
    key: secretKey ?? 'sk_test_simulator',
    requestsPerSecond,
    ...(address === null
      ? {}
      : {
          host: address.hostname,
          port: Number(address.port),
          protocol: address.protocol === 'https:' ? 'https' : 'http',
        }),
  });
}
