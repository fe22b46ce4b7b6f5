import { sql } from 'kysely';
import { readCurrencies, type CurrencyFigures } from '../../src/console/queries/money';
import { isAtRest } from '../../src/embedded/at-rest';
import { closingTable } from '../../src/embedded/closing-table';
import type { Verdict } from '../../src/simulator/world/verdict-port';
import { openDatabase } from '../../src/store/database';
import type { Fleet } from './fleet';

export interface Closing {
  readonly figures: readonly CurrencyFigures[];
  readonly owedAtMost: Readonly<Record<string, number>>;
  readonly verdict: Verdict;
  readonly counts: Counts;
  readonly problems: readonly string[];
}

/** Wall time without anything decided, moved or booked. */
const QUIET_MS = 5_000;

/** What the simulated Stripe's own book says of the end, and what is left over in Recoup's. */
export async function closing(fleet: Fleet): Promise<Closing> {
  const response = await fetch(`${fleet.simulatorUrl}/_simulator/verdict`);
  const verdict = (await response.json()) as Verdict;
  const db = openDatabase(fleet.options.databaseUrl, 2);
  try {
    const { rows: peaks } = await sql<{ currency: string; peak: number }>`
      select currency, sum(peak_owed_minor) as peak from cases group by currency`.execute(db);
    const { rows } = await sql<Counts>`select
      (select count(*) from events) as events,
      (select count(*) from disputes) as disputes,
      (select count(*) from refunds) as refunds,
      (select count(*) from cases) as cases,
      (select count(*) from notices where state = 'sent') as notices,
      (select count(*) from events where state in ('new', 'set_aside')) as unhandled,
      (select count(*) from money_moves) as moves,
      (select count(*) from money_moves where state in ('pending', 'unknown')) as unsettled`.execute(db);
    const counts = rows[0];
    if (counts === undefined) throw new Error('no counts');
    return {
      figures: await readCurrencies(db),
      owedAtMost: Object.fromEntries(peaks.map(({ currency, peak }) => [currency, peak])),
      verdict,
      counts,
      problems: [
        ...faults(verdict),
        ...leftOver(counts),
        ...((await isAtRest(db, QUIET_MS, Date.now())) ? [] : ['Recoup has not come to rest']),
      ],
    };
  } finally {
    await db.destroy();
  }
}

interface Counts {
  readonly events: number;
  readonly disputes: number;
  readonly refunds: number;
  readonly cases: number;
  readonly notices: number;
  readonly unhandled: number;
  readonly moves: number;
  readonly unsettled: number;
}

export function printClosing({ figures, owedAtMost, verdict, counts }: Closing): void {
  console.log(JSON.stringify(counts));
  console.log(closingTable(figures, owedAtMost, verdict));
}

const faults = (verdict: Verdict): readonly string[] => [
  ...verdict.totals.flatMap(({ currency, overpaidMinor, recoveredTwiceMinor, unexplainedMinor }) => [
    ...(overpaidMinor === 0 ? [] : [`overpaid to sellers: ${overpaidMinor} ${currency}`]),
    ...(recoveredTwiceMinor === 0 ? [] : [`recovered twice: ${recoveredTwiceMinor} ${currency}`]),
    ...(unexplainedMinor === 0 ? [] : [`unexplained: ${unexplainedMinor} ${currency}`]),
  ]),
  ...verdict.sellers.flatMap(
    ({ account, currency, fairMinor, takenMinor, overpaidMinor, recoveredTwiceMinor }) =>
      overpaidMinor === 0 && recoveredTwiceMinor === 0
        ? []
        : [`${account}: ${takenMinor} ${currency} taken, ${fairMinor} is fair`],
  ),
  ...verdict.unexplained.map(({ id, why }) => `${id}: ${why}`),
];

const leftOver = ({ events, disputes, cases, unhandled, moves, unsettled }: Counts): readonly string[] => [
  ...([events, disputes, cases, moves].includes(0) ? ['the story did not reach Recoup'] : []),
  ...(unhandled === 0 ? [] : [`${unhandled} events are not handled`]),
  ...(unsettled === 0 ? [] : [`${unsettled} moves have no outcome`]),
];
