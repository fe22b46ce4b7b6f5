import type { Database } from '../../store/database';
import { type LineRow, readLines } from '../../store/payout-lines';
import { readRun, readRuns, type RunRow, type RunTally, tallyOf } from '../../store/payout-runs';
import { dateTime, id, link, money, path } from '../format';
import { html, type Html } from '../html';
import { facts } from '../parts/facts';
import { needsSection } from '../parts/needs';
import { section, table } from '../parts/table';
import { stateTag } from '../parts/tag';
import { needsOf } from '../queries/one';
import { workflowUrl, type View } from '../view';

const RUNS = 200;
/** Of a run, how many lines are shown; the JSON twin has no more. */
const LINES = 2_000;

export async function loadPayouts(db: Database) {
  return { runs: await readRuns(db, RUNS) };
}

export function payoutsPage({ runs }: Awaited<ReturnType<typeof loadPayouts>>): Html {
  return html`<h1 class="quiet">Payout runs</h1>
    ${section({
      id: 'runs',
      title: 'Payout runs',
      note: runs.length === 0 ? null : `the newest, at most ${RUNS}`,
      empty:
        runs.length === 0
          ? 'Nobody was paid by a run yet. Ask for one with bin/recoup payouts run, or over HTTP; it appears here with each of its lines.'
          : null,
      body: table<RunRow>(
        [
          { title: 'Run', cell: ({ run }) => link(path('payouts', run), id(run)) },
          { title: 'For', cell: ({ date }) => date },
          { title: 'Asked by', cell: ({ asked_by: by }) => by },
          { title: 'Stands', cell: ({ status }) => stateTag(status) },
          { title: 'Why', cell: ({ reason }) => reason },
        ],
        runs,
      ),
    })}`;
}

export async function loadPayout(db: Database, name: string, view: View) {
  const run = await readRun(db, name);
  if (run === null) return null;
  const lines = await readLines(db, name, LINES);
  return { run, tally: await tallyOf(db, name), lines, needs: await needsOf(db, [name], view.nowMs) };
}

export function payoutPage(
  { run, tally, lines, needs }: NonNullable<Awaited<ReturnType<typeof loadPayout>>>,
  view: View,
): Html {
  const url = workflowUrl(view, run.run);
  const total = tally.reduce((sum, row) => sum + row.lines, 0);
  return html`<h1>${id(run.run)} ${stateTag(run.status)}</h1>
    ${facts([
      ['Pays', run.mode === 'transfer' ? 'earnings that the platform holds' : 'what lies on the accounts'],
      ['For', run.date],
      ['Rehearsal', run.dry_run ? 'yes: nothing moves' : null],
      ['Asked by', run.asked_by],
      ['Asked', dateTime(run.created_clock)],
      ['Ended', run.ended_clock === null ? null : dateTime(run.ended_clock)],
      ['Why', run.reason],
      ['Workflow', url === null ? id(run.run) : link(url, html`${id(run.run)} in the Temporal UI`)],
    ])}
    ${needs.length === 0 ? null : needsSection(needs, view)} ${tallySection(run, tally)}
    ${section({
      id: 'lines',
      title: 'Lines',
      note: total > lines.length ? `the first ${lines.length} of ${total}` : total,
      empty: total === 0 ? 'Nobody is paid by this run.' : null,
      body: lineTable(lines),
    })}`;
}

function tallySection(run: RunRow, tally: readonly RunTally[]): Html {
  return section({
    id: 'sums',
    title: 'Sums',
    empty: tally.length === 0 ? 'There are no lines.' : null,
    body: table<RunTally>(
      [
        { title: 'Stand', cell: ({ status }) => stateTag(status) },
        { title: 'Lines', align: 'right', cell: ({ lines }) => lines },
        { title: 'Could be paid', align: 'right', cell: (row) => money(row.grossMinor, run.currency) },
        { title: 'To be sent', align: 'right', cell: (row) => money(row.targetMinor, run.currency) },
        { title: 'Offset', align: 'right', cell: (row) => money(row.offsetMinor, run.currency) },
        { title: 'Reserved', align: 'right', cell: (row) => money(row.reservedMinor, run.currency) },
      ],
      tally,
    ),
  });
}

function lineTable(lines: readonly LineRow[]): Html {
  const amount = (row: LineRow, amountMinor: number | null) =>
    amountMinor === null ? null : money(amountMinor, row.currency);
  return table<LineRow>(
    [
      { title: 'Line', cell: ({ number }) => number },
      { title: 'Account', cell: ({ account }) => id(account) },
      { title: 'Stands', cell: ({ status }) => stateTag(status) },
      { title: 'Could be paid', align: 'right', cell: (row) => amount(row, row.gross_minor) },
      { title: 'To be sent', align: 'right', cell: (row) => amount(row, row.target_minor) },
      { title: 'Kept back, and why', cell: keptBack },
      { title: 'Why', cell: ({ reason }) => reason },
      {
        title: 'Move',
        cell: ({ move_key: key, stripe_id: made }) =>
          key === null ? null : link(path('moves', key), id(made ?? key)),
      },
    ],
    lines,
  );
}

/** The working of the number, without the gross that it begins with. */
function keptBack({ working, currency }: LineRow): Html | null {
  const kept = (working ?? []).filter(({ what }) => what !== 'gross');
  if (kept.length === 0) return null;
  return html`${kept.map(
    ({ amountMinor, why }) => html`<div>${money(-amountMinor, currency)} ${why}</div>`,
  )}`;
}
