import type { Database } from '../../store/database';
import { html, type Html } from '../html';
import { closedCaseTable, heldTable } from '../parts/rows';
import { section } from '../parts/table';
import { readInbox } from '../queries/inbox';
import {
  readClosedCases,
  readDisputes,
  readHeld,
  readMoves,
  readNotices,
  readOpenCases,
} from '../queries/lists';
import type { View } from '../view';
import { casesSection, disputesSection, inboxSection, movesSection, noticesSection } from './overview';

const ROWS = 200;

export async function loadCases(db: Database) {
  return { open: await readOpenCases(db, ROWS), closed: await readClosedCases(db, ROWS) };
}

export function casesPage({ open, closed }: Awaited<ReturnType<typeof loadCases>>, view: View): Html {
  return html`<h1 class="quiet">Cases</h1>
    ${casesSection(open, view)}
    ${section({
      id: 'closed',
      title: 'Closed cases',
      note: closed.total === 0 ? null : closed.total,
      empty:
        closed.total === 0
          ? 'No case has closed yet. A case closes when nothing is owed any more, or when somebody has decided so.'
          : null,
      body: closedCaseTable(closed.rows, view),
    })}`;
}

export const loadDisputes = (db: Database) => readDisputes(db, ROWS);
export async function loadMoves(db: Database) {
  return { moves: await readMoves(db, ROWS), held: await readHeld(db, ROWS) };
}
export const loadNotices = (db: Database) => readNotices(db, ROWS);
export const loadInbox = (db: Database) => readInbox(db, ROWS);

export const disputesPage = (rows: Awaited<ReturnType<typeof loadDisputes>>): Html =>
  html`<h1 class="quiet">Disputes</h1>
    ${disputesSection(rows)}`;
export function movesPage({ moves, held }: Awaited<ReturnType<typeof loadMoves>>): Html {
  return html`<h1 class="quiet">Moves</h1>
    ${movesSection(moves)}
    ${section({
      id: 'held',
      title: 'Held back',
      note: held.length === 0 ? null : 'decided and not done, latest first',
      empty:
        held.length === 0
          ? 'Nothing was held back. What Recoup decided and did not do, because it only observes, is frozen, or a limit stands in its way, appears here.'
          : null,
      body: heldTable(held),
    })}`;
}

export const noticesPage = (rows: Awaited<ReturnType<typeof loadNotices>>, view: View): Html =>
  html`<h1 class="quiet">Notices</h1>
    ${noticesSection(rows, view)}`;
export const inboxPage = (rows: Awaited<ReturnType<typeof loadInbox>>, view: View): Html =>
  html`<h1 class="quiet">Inbox</h1>
    ${inboxSection(rows, view, `what was set aside, then the newest, at most ${ROWS}`)}`;
