import { sql } from 'kysely';
import { sweepOnce } from '../../src/activities/sweep';
import { HOUR_MS } from '../../src/domain/clock';
import { SWEEP_PARTS, type SweepPart, type SweepResult, totalOf } from '../../src/domain/sweep/parts';
import type { Figure } from '../figure';
import type { ScaleHouse } from './house';
import { accountName } from './messages';

/** Of a hundred: accounts with an event that lowers money within the hour, and accounts with an open case. */
const WITH_EVENTS_PERCENT = 3;
const WITH_CASE_PERCENT = 1;
const DISPUTES = 300;
const LISTS: readonly SweepPart[] = [
  'collections',
  'events',
  'failures',
  'disputes',
  'refunds',
  'newAccounts',
];

/**
 * A sweep an hour after the last one, counted in calls: one with new events, one without any. Both hold the hour's
 * turn of the full scan, which the bound does not name.
 */
export async function sweepFigures(house: ScaleHouse): Promise<Figure[]> {
  const withEvents = Math.round((house.accounts * WITH_EVENTS_PERCENT) / 100);
  const cases = Math.round((house.accounts * WITH_CASE_PERCENT) / 100);
  await openRows(house, cases);
  const notFinal = cases + DISPUTES;
  const sweep = async (): Promise<SweepResult> => {
    await house.pass(HOUR_MS);
    return sweepOnce(house.deps);
  };
  await sweep();
  const quiet = figureOf(house, 'without new events', await counted(house, sweep), {
    withEvents: 0,
    notFinal,
  });
  await namedByEvents(house, withEvents);
  await sweep();
  const busy = figureOf(house, `with new events of ${withEvents} accounts`, await counted(house, sweep), {
    withEvents,
    notFinal,
  });
  return [quiet, busy];
}

/** The sweep's own count must be what the client has sent. */
async function counted(house: ScaleHouse, sweep: () => Promise<SweepResult>): Promise<SweepResult> {
  const before = house.calls();
  const result = await sweep();
  const failed = SWEEP_PARTS.find((part) => result[part].failed !== null);
  if (failed !== undefined) throw new Error(`the sweep failed: ${failed}, ${result[failed].failed}`);
  const made = house.calls() - before;
  if (made !== totalOf(result).calls)
    throw new Error(`${made} calls were made and ${totalOf(result).calls} counted`);
  return result;
}

function figureOf(
  { accounts }: ScaleHouse,
  which: string,
  result: SweepResult,
  { withEvents, notFinal }: { readonly withEvents: number; readonly notFinal: number },
): Figure {
  const listPages = LISTS.reduce((sum, part) => sum + result[part].calls, 0);
  const due = withEvents + notFinal + listPages;
  const { calls } = totalOf(result);
  return {
    what: `calls of a sweep of ${accounts} accounts ${which} (${calls}, of which ${result.accounts.calls} are the hour's turn) ÷ (${withEvents} with events + ${notFinal} rows not final + ${listPages} list pages)`,
    value: calls / due,
    bar: 1.2,
    better: 'lower',
    unit: 'ratio',
  };
}

/** Open cases, and open disputes that Stripe has too. */
async function openRows(house: ScaleHouse, cases: number): Promise<void> {
  const { db } = house;
  await sql`
    insert into cases (account, currency, workflow_id, state, opened_clock, negative_since_clock, clears_clock, summary)
    select account, 'usd', 'case:' || account || ':usd', 'open', now(), now(), now(), '{"availableMinor": 0}'
    from accounts where account >= ${accountName(1_000)} order by account limit ${cases}`.execute(db);
  const disputes = await house.ask<string[]>({ ask: 'dispute', disputes: DISPUTES });
  await sql`
    insert into disputes (dispute_id, workflow_id, status, state)
    select id, 'dispute:' || id, 'needs_response', 'open' from unnest(${disputes}::text[]) id`.execute(db);
}

async function namedByEvents({ db }: ScaleHouse, accounts: number): Promise<void> {
  await sql`
    insert into events (source, event_id, type, account, body, state)
    select 'connect', 'evt_' || account, 'charge.dispute.funds_withdrawn', account, '{}', 'routed'
    from accounts where account >= ${accountName(5_000)} order by account limit ${accounts}`.execute(db);
}
