import { setTimeout as delay } from 'node:timers/promises';
import { cpus } from 'node:os';
import { reconciliationActivities } from '../../src/activities/reconciliation';
import type { Figure } from '../figure';
import type { ScaleHouse } from './house';

/** Until the burst that the limit allows is over, and the heap has grown to what a scan needs. */
const WARM_MS = 5_000;
const SAMPLE_MS = 1_000;

/** A full check that reads everybody, for so long: how much of the configured rate it uses, and its memory. */
export async function fullScanFigures(
  house: ScaleHouse,
  { requestsPerSecond, forMs }: { readonly requestsPerSecond: number; readonly forMs: number },
): Promise<Figure[]> {
  const scan = reconciliationActivities(house.deps);
  const { number } = await scan.beginReconciliation('full', true);
  const stopping = new AbortController();
  const scanning = (async () => {
    while (!stopping.signal.aborted && (await scan.searchReserve(number)).more);
  })();
  await delay(WARM_MS);
  const memory: number[] = [];
  const [calls, beganMs, cpuMs] = [
    house.calls(),
    performance.now(),
    await house.ask<number>({ ask: 'cpuMs' }),
  ];
  while (performance.now() - beganMs < forMs) {
    await delay(SAMPLE_MS);
    memory.push(process.memoryUsage().rss / 1_000_000);
  }
  const seconds = (performance.now() - beganMs) / 1_000;
  const perSecond = (house.calls() - calls) / seconds;
  const simulatorCores = ((await house.ask<number>({ ask: 'cpuMs' })) - cpuMs) / 1_000 / seconds;
  stopping.abort();
  await scanning;
  await scan.endReconciliation(number, 'measured for long enough');
  const half = Math.floor(memory.length / 2);
  const [early, late] = [median(memory.slice(0, half)), median(memory.slice(half))];
  return [
    {
      what: `calls a second of a full scan over ${Math.round(seconds)} s (${perSecond.toFixed(1)}; the simulator took ${simulatorCores.toFixed(2)} of ${cpus().length} cores) ÷ the configured ${requestsPerSecond}`,
      value: perSecond / requestsPerSecond,
      bar: 0.95,
      better: 'higher',
      unit: 'ratio',
    },
    {
      what: `memory of a full scan in its second half (${Math.round(late)} MB) ÷ in its first (${Math.round(early)} MB)`,
      value: late / early,
      bar: 1.1,
      better: 'lower',
      unit: 'ratio',
    },
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
