import { momentAt } from '../../domain/clock';
import { SWEEP_PARTS, type SweepPart, type SweepResult } from '../../domain/sweep/parts';
import { raiseAttention, settleAttention } from '../../store/attention';
import { closeSweep } from '../../store/sweeps';
import { transact } from '../../store/transact';
import type { SweepDeps } from './deps';

/** What each part is for, in attention. */
const WORK: { readonly [P in SweepPart]: string } = {
  moves: 'learn what became of moves without an outcome',
  flows: 'see whether the workflows of open cases, disputes and refunds run',
  collections: 'read the list of collection transfers',
  events: "read the platform's undelivered events",
  failures: 'read failed payments and fraud warnings',
  disputes: "read the platform's newest disputes",
  refunds: "read the platform's newest refunds",
  openDisputes: 'read open disputes again',
  openRefunds: 'read open refunds again',
  newAccounts: 'read the list of connected accounts',
  accounts: 'read the balances of connected accounts',
};

/** Writes the results, and says loudly what a sweep could not do, until it can again. */
export async function endSweep(deps: SweepDeps, number: number, result: SweepResult): Promise<void> {
  const at = momentAt(deps.clock, deps.wallNow());
  await transact(deps.db, async (tx) => {
    await closeSweep(tx, number, result, at);
    for (const part of SWEEP_PARTS) {
      const { failed } = result[part];
      const key = `sweep:${part}:failed`;
      if (failed === null) {
        await settleAttention(tx, key, 'recoup', at);
        continue;
      }
      const attention = {
        key,
        subject: `sweep:${part}`,
        kind: 'sweep_failed',
        message: `The sweep could not ${WORK[part]}: ${failed}. What nobody announces is found late or not at all until it can. If Stripe says that a permission is missing, give the key that permission; otherwise see that Stripe and Temporal are up. The next sweep tries again.`,
        command: 'bin/recoup sweep',
      };
      await raiseAttention(tx, attention, at);
    }
  });
}
