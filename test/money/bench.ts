import { WALL_CLOCK } from '../../src/domain/clock';
import { accountId, disputeCause, disputeId, disputeWorkflowId, transferId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import type { AccountDebitMove, GiveBackMove, ReversalMove } from '../../src/domain/moves';
import type { Policy } from '../../src/domain/policy/policy';
import { createControls, type DoorControls } from '../../src/money/controls';
import type { DoorDeps } from '../../src/money/deps';
import { createDoor, type Door } from '../../src/money/door';
import { createPreflight } from '../../src/money/preflight';
import { defaultPolicy } from '../../src/policy-file';
import { createSimulator, type Simulator } from '../../src/simulator';
import { setInitialMode } from '../../src/store/door-state';
import { createLedger } from '../../src/store/ledger';
import type { DecisionInput } from '../../src/store/ports';
import { raiseWake } from '../../src/store/wakes';
import { createStripeClient } from '../../src/stripe/client';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

export const START_MS = Date.UTC(2026, 10, 2, 9);
export const usd = currency('usd');
export const dispute = disputeId('dp_1');
export const cause = disputeCause(dispute);

export const DECISION: DecisionInput = {
  kind: 'move',
  subject: disputeWorkflowId(dispute),
  actor: 'recoup',
  inputs: { targetMinor: 10_000 },
  reason: 'the dispute was withdrawn',
  policyHash: 'hash',
};

/** A door on real parts: PostgreSQL, Stripe's client, the simulator; time moves by hand. */
export interface Bench {
  readonly fresh: FreshDatabase;
  readonly simulator: Simulator;
  readonly deps: DoorDeps;
  readonly door: Door;
  readonly controls: DoorControls;
  readonly seller: ReturnType<typeof accountId>;
  readonly transfer: ReturnType<typeof transferId>;
  /** Lets time pass for Recoup and for Stripe. */
  pass(ms: number): Promise<void>;
  /** The same installation with another part in its place. */
  rebuilt(parts: Partial<DoorDeps>): { readonly door: Door; readonly controls: DoorControls };
  reversal(more?: Partial<ReversalMove>): ReversalMove;
  debit(more?: Partial<AccountDebitMove>): AccountDebitMove;
  giveBack(more?: Partial<GiveBackMove>): GiveBackMove;
  /** What Stripe shows: amounts of the transfer's reversals. */
  reversals(): Promise<readonly number[]>;
  close(): Promise<void>;
}

export async function createBench(policy: Partial<Policy> = {}): Promise<Bench> {
  let wallMs = START_MS;
  const fresh = await freshDatabase();
  const simulator = await createSimulator({
    time: { kind: 'manual', startMs: START_MS },
    wallMs: () => wallMs,
  });
  const { acts, platformId } = simulator.world;
  acts.topUpPlatform(100_000, 'usd');
  const seller = accountId(acts.createSeller({ country: 'US', schedule: { interval: 'manual' } }));
  const sale = acts.sale({ model: 'destination', seller, amountMinor: 10_000, currency: 'usd' });
  const transfer = transferId(sale.transferIds[0] ?? '');
  const stripe = createStripeClient({
    key: 'sk_test_bench',
    host: simulator.host,
    port: simulator.port,
    protocol: 'http',
    requestsPerSecond: 10_000,
    timeoutMs: 5_000,
  });
  await setInitialMode(fresh.db, 'act');
  const shared = {
    db: fresh.db,
    stripe,
    ledger: createLedger(raiseWake),
    raiseWake,
    policy: { ...defaultPolicy(), ...policy },
    clock: WALL_CLOCK,
    wallNow: () => wallMs,
    platformAccount: platformId,
  };
  const deps: DoorDeps = {
    ...shared,
    preflight: createPreflight(shared),
  };
  const base = {
    cause,
    part: 'principal' as const,
    account: seller,
    currency: usd,
    amountMinor: 10_000,
    n: 0,
    workflowId: disputeWorkflowId(dispute),
    claimId: null,
  };
  return {
    fresh,
    simulator,
    deps,
    door: createDoor(deps),
    controls: createControls(deps),
    seller,
    transfer,
    pass: async (ms) => {
      wallMs += ms;
      await simulator.advanceTo(wallMs);
    },
    rebuilt: (parts) => ({
      door: createDoor({ ...deps, ...parts }),
      controls: createControls({ ...deps, ...parts }),
    }),
    reversal: (more = {}) => ({
      ...base,
      kind: 'reversal',
      transfer,
      refundApplicationFee: false,
      applicationFeeMinor: 0,
      ...more,
    }),
    debit: (more = {}) => ({ ...base, kind: 'account_debit', part: 'fee', amountMinor: 1_500, ...more }),
    giveBack: (more = {}) => ({ ...base, kind: 'give_back', dispute, ...more }),
    reversals: async () =>
      (await stripe.transfers.listReversals(transfer, { limit: 100 })).data.map((one) => one.amount),
    close: async () => {
      await simulator.close();
      await fresh.close();
    },
  };
}
