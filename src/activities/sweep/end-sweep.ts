import { momentAt } from '../../domain/clock';
import { PART_TITLES, SWEEP_PARTS, type SweepResult } from '../../domain/sweep/parts';
import { raiseAttention, settleAttention } from '../../store/attention';
import { closeSweep } from '../../store/sweeps';
import { transact } from '../../store/transact';
import type { SweepDeps } from './deps';

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
        message: `The sweep did not get through ${PART_TITLES[part]}: ${failed}. What nobody announces is found late or not at all until it does. If Stripe says that a permission is missing, give the key that permission; otherwise see that Stripe and Temporal are up. The next sweep tries again.`,
        command: 'bin/recoup sweep',
      };
      await raiseAttention(tx, attention, at);
    }
  });
}
