import { run as caseFigures } from './case-180';
import type { Figure } from './figure';
import { run as heapFigures } from './heap';
import { run as webhookFigures } from './webhooks';

const BENCHMARKS: readonly (() => Promise<Figure[]>)[] = [webhookFigures, heapFigures, caseFigures];

/** Prints each figure beside its bar. A miss is printed as a miss; the exit code says whether there is one. */
async function main(): Promise<void> {
  let misses = 0;
  for (const run of BENCHMARKS) {
    for (const { what, value, bar, better, unit } of await run()) {
      const holds = better === 'higher' ? value >= bar : value <= bar;
      if (!holds) misses += 1;
      const sign = better === 'higher' ? '≥' : '≤';
      const shown = Number.isInteger(value) ? String(value) : value.toFixed(2);
      console.log(`${holds ? 'ok  ' : 'MISS'}  ${what}: ${shown} ${unit} (bar ${sign} ${bar})`);
    }
  }
  process.exitCode = misses === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
