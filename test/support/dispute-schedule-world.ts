import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/domain/clock';
import type { DisputePolicy } from '../../src/domain/dispute/policy';
import { disputeId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { DisputeWorld } from './dispute-world';
import { worldSeller } from './dispute-world-parts';

/** One thing that happens, and two numbers that say how much of it. */
export type Act = readonly [what: number, much: number, which: number];

export interface Schedule {
  readonly model: 'destination' | 'one_transfer' | 'three_transfers' | 'ten_sellers' | 'direct';
  readonly applicationFee: 'keep' | 'return';
  readonly rich: boolean;
  readonly acts: readonly Act[];
}

export const USD = currency('usd');
export const GAP_MS = 15 * MINUTE_MS;

export function testPolicy(changes: Partial<DisputePolicy> = {}): DisputePolicy {
  return {
    hash: 'policy-1',
    lookGapMs: GAP_MS,
    retryMs: MINUTE_MS,
    unknownAttentionMs: HOUR_MS,
    applicationFee: 'keep',
    contestedBy: 'seller',
    evidenceReminderDays: [7, 3],
    sellersPerDispute: 20,
    heldRetryMs: DAY_MS,
    giveBackTries: 14,
    giveBackAttentionMs: 3 * DAY_MS,
    ...changes,
  };
}

export function worldOf(schedule: Schedule): DisputeWorld {
  const cents = schedule.rich ? 50_000 : 0;
  const transfer = (id: string, amountMinor: number, applicationFeeMinor = 0) => ({
    id,
    amountMinor,
    applicationFeeMinor,
  });
  const sellers = {
    destination: () => [worldSeller('acct_A', USD, [transfer('tr_A', 10_000, 1000)], { usd: cents })],
    one_transfer: () => [worldSeller('acct_A', USD, [transfer('tr_A', 7_001)], { usd: cents })],
    three_transfers: () => [
      worldSeller('acct_A', USD, [transfer('tr_A', 3333), transfer('tr_A2', 1001)], { usd: cents }),
      worldSeller('acct_B', USD, [transfer('tr_B', 2999)], { usd: 700 }),
      worldSeller('acct_C', USD, [transfer('tr_C', 1)], { usd: cents }),
    ],
    ten_sellers: () =>
      Array.from({ length: 10 }, (_, index) =>
        worldSeller(`acct_${index}`, USD, [transfer(`tr_${index}`, 700 + index)], {
          usd: index % 3 === 0 ? 0 : cents,
        }),
      ),
    direct: () => [worldSeller('acct_A', USD, [], { usd: cents })],
  }[schedule.model]();
  const charge = { currency: USD, capturedMinor: 10_000, direct: schedule.model === 'direct' };
  const world = new DisputeWorld(
    disputeId('dp_1'),
    charge,
    sellers,
    testPolicy({ applicationFee: schedule.applicationFee }),
  );
  world.platformMinor = { usd: 1_000_000 };
  return world;
}
