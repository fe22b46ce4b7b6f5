import { run as atScale } from './at-scale';
import { run as caseFigures } from './case-180';
import type { Figure } from './figure';
import { run as heapFigures } from './heap';
import { run as manyDisputes } from './many-disputes';
import { mayRunOnPostgres } from './on-postgres';
import { run as payoutRun } from './payout-run';
import { run as signalledFigures } from './signalled';
import { run as webhookFigures } from './webhooks';

interface Benchmark {
  readonly run: () => Promise<Figure[]>;
  /** Needs the real Temporal server, which is built with Go. */
  readonly onPostgres?: true;
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  webhooks: { run: webhookFigures },
  heap: { run: heapFigures },
  case: { run: caseFigures },
  accounts: { run: atScale },
  payouts: { run: payoutRun },
  signalled: { run: signalledFigures, onPostgres: true },
  disputes: { run: manyDisputes, onPostgres: true },
};

/**
 * Prints each figure beside its bar; names behind the command choose among the benchmarks. A miss is printed as a
 * miss; the exit code says whether there is one.
 */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !(name in BENCHMARKS));
  if (unknown !== undefined) {
    throw new Error(`there is no benchmark "${unknown}": use ${Object.keys(BENCHMARKS).join(', ')}`);
  }
  let misses = 0;
  for (const [name, { run, onPostgres }] of Object.entries(BENCHMARKS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    if (onPostgres === true && !(await mayRunOnPostgres())) {
      console.log(`----  ${name}: not measured (Go is not there to build Temporal's server with)`);
      continue;
    }
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

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
