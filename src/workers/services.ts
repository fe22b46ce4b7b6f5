import type Stripe from 'stripe';
import type { ActivityDeps } from '../activities/deps';
import type { Clock } from '../domain/clock';
import type { Move, MoveOutcome } from '../domain/moves';
import type { Policy } from '../domain/policy/policy';
import type { ReadFlowStatus } from '../activities/sweep/flow-status';
import { createAccountSwitches } from '../money/account-switches';
import { createDoor } from '../money/door';
import { offsetWhole } from '../money/offset';
import { behindGuard, createPlatformGuard } from '../money/platform-guard';
import { createPreflight } from '../money/preflight';
import { createCalendar } from '../notify/calendar';
import type { Database } from '../store/database';
import { createLedger } from '../store/ledger';
import { raiseWake } from '../store/wakes';

export interface ServiceOptions {
  readonly db: Database;
  readonly stripe: Stripe;
  readonly policy: Policy;
  readonly clock: Clock;
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
  /** The platform's own Stripe account: account debits go there. */
  readonly platformAccount: string;
  /** Whether a workflow runs: the sweep asks. */
  readonly flowStatus: ReadFlowStatus;
  /** Of files of earnings by day. */
  readonly earningsFolder?: string | null;
  /** Told what became of each move that was asked for. */
  readonly onMove?: OnMove;
}

export type OnMove = (move: Move, outcome: MoveOutcome) => void;

/** Everything behind the activities, put together once for a process. */
export function createServices(options: ServiceOptions): ActivityDeps {
  const { db, stripe, policy, clock, wallNow } = options;
  const shared = { ...options, ledger: createLedger(raiseWake), raiseWake };
  const platformGuard = createPlatformGuard(options);
  const preflight = behindGuard(platformGuard, createPreflight(options));
  const door = createDoor({ ...shared, preflight });
  return {
    db,
    stripe,
    policy,
    clock,
    wallNow,
    ledger: shared.ledger,
    raiseWake,
    calendar: createCalendar(),
    moveMoney: async (move, decision) => {
      const outcome = await door.moveMoney(move, decision);
      options.onMove?.(move, outcome);
      return outcome;
    },
    rehearse: (move, decision) => door.rehearse(move, decision),
    offsetWhole: (line, decision, close) => offsetWhole(shared, line, decision, close),
    platformGuard,
    settleUnknown: (limit) => door.settleUnknown(limit),
    learnSent: (account) => door.learnSent(account),
    switches: createAccountSwitches(shared),
    flowStatus: options.flowStatus,
    earningsFolder: options.earningsFolder ?? null,
  };
}
