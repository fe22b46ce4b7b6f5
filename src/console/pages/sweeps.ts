import {
  PART_TITLES,
  SWEEP_PARTS,
  type SweepPart,
  type SweepPartResult,
  totalOf,
} from '../../domain/sweep/parts';
import type { Database } from '../../store/database';
import { readSweeps, type SweepRow } from '../../store/sweeps';
import { dateTime } from '../format';
import { html, type Html } from '../html';
import { section, table } from '../parts/table';
import { tag } from '../parts/tag';

const ROWS = 100;

export async function loadSweeps(db: Database) {
  return { sweeps: await readSweeps(db, ROWS) };
}

export function sweepsPage({ sweeps }: Awaited<ReturnType<typeof loadSweeps>>): Html {
  const latest = sweeps.find(({ result }) => result !== null)?.result ?? null;
  const parts = latest === null ? [] : SWEEP_PARTS.map((part) => ({ part, ...latest[part] }));
  return html`<h1 class="quiet">Sweeps</h1>
    ${section({
      id: 'latest',
      title: 'The latest sweep',
      empty:
        parts.length === 0
          ? 'No sweep has ended yet. The worker begins one every hour, and what it read and found appears here, part by part.'
          : null,
      body: partTable(parts),
    })}
    ${section({
      id: 'sweeps',
      title: 'Sweeps',
      note: sweeps.length === 0 ? null : `the newest, at most ${ROWS}`,
      empty: sweeps.length === 0 ? 'No sweep has begun yet.' : null,
      body: sweepTable(sweeps),
    })}`;
}

function partTable(parts: readonly ({ readonly part: SweepPart } & SweepPartResult)[]): Html {
  return table(
    [
      { title: 'Part', cell: ({ part }) => PART_TITLES[part] },
      { title: 'Read', align: 'right', cell: ({ read }) => read },
      { title: 'Found', align: 'right', cell: ({ found }) => found },
      { title: 'Calls to Stripe', align: 'right', cell: ({ calls }) => calls },
      { title: 'Trouble', cell: ({ failed }) => failed ?? 'none' },
    ],
    parts,
  );
}

function sweepTable(rows: readonly SweepRow[]): Html {
  const total = (row: SweepRow) => (row.result === null ? null : totalOf(row.result));
  return table<SweepRow>(
    [
      { title: 'Sweep', cell: (row) => row.number },
      { title: 'Began', cell: (row) => dateTime(row.started_clock) },
      { title: 'Read', align: 'right', cell: (row) => total(row)?.read ?? null },
      { title: 'Found', align: 'right', cell: (row) => total(row)?.found ?? null },
      { title: 'Calls to Stripe', align: 'right', cell: (row) => total(row)?.calls ?? null },
      { title: 'Ended', cell: ended },
    ],
    rows,
  );
}

function ended({ result }: SweepRow): Html {
  if (result === null) return tag('not ended', 'warn');
  const failed = SWEEP_PARTS.filter((part) => result[part].failed !== null);
  return failed.length === 0
    ? tag('done', 'good')
    : tag(`${failed.length} of ${SWEEP_PARTS.length} parts failed`, 'bad');
}
