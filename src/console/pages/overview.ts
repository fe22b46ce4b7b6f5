import type { Database } from '../../store/database';
import { link } from '../format';
import { html, type Content, type Html } from '../html';
import { readInbox } from '../queries/inbox';
import { readDisputes, readMoves, readNotices, readOpenCases, type Page } from '../queries/lists';
import { readCurrencies } from '../queries/money';
import { readNeeds } from '../queries/needs';
import { currenciesSection } from '../parts/currencies';
import { needsSection } from '../parts/needs';
import { caseTable, disputeTable, inboxTable, moveTable, noticeTable } from '../parts/rows';
import { section } from '../parts/table';
import type { View } from '../view';

const ROWS = 10;

export async function loadOverview(db: Database, nowMs: number) {
  return {
    needs: await readNeeds(db, nowMs),
    currencies: await readCurrencies(db),
    cases: await readOpenCases(db, ROWS * 2),
    disputes: await readDisputes(db, ROWS),
    moves: await readMoves(db, ROWS),
    notices: await readNotices(db, ROWS),
    inbox: await readInbox(db, ROWS),
  };
}

export type Overview = Awaited<ReturnType<typeof loadOverview>>;

export function overviewPage(overview: Overview, view: View): Html {
  return html`<h1 class="quiet">Overview</h1>
    ${needsSection(overview.needs, view)} ${currenciesSection(overview.currencies)}
    ${casesSection(overview.cases, view)} ${disputesSection(overview.disputes)}
    ${movesSection(overview.moves)} ${noticesSection(overview.notices, view)}
    ${inboxSection(overview.inbox, view, 'the newest')}`;
}

/** How many there are; where not all are shown, a way to more of them. */
function count<Row>({ rows, total }: Page<Row>, more: string): Content {
  if (total === 0) return null;
  return rows.length === total ? total : html`${rows.length} of ${link(more, String(total))}`;
}

export function casesSection(cases: Overview['cases'], view: View): Html {
  return section({
    id: 'cases',
    title: 'Open cases',
    note: count(cases, '/cases'),
    empty:
      cases.total === 0
        ? 'No case is open. As soon as an account owes something, its case appears here and stays until nothing is owed.'
        : null,
    body: caseTable(cases.rows, view),
  });
}

export function disputesSection(disputes: Overview['disputes']): Html {
  return section({
    id: 'disputes',
    title: 'Disputes',
    note: count(disputes, '/disputes'),
    empty:
      disputes.total === 0
        ? 'No dispute yet. Each one that Stripe reports appears here, with what it means for its sellers.'
        : null,
    body: disputeTable(disputes.rows),
  });
}

export function movesSection(moves: Overview['moves']): Html {
  return section({
    id: 'moves',
    title: 'Moves',
    note: count(moves, '/moves'),
    empty:
      moves.total === 0
        ? 'No money was moved yet. Each reversal, account debit, give-back and credit appears here, with the decision behind it. While Recoup only observes, nothing moves.'
        : null,
    body: moveTable(moves.rows),
  });
}

export function noticesSection(notices: Overview['notices'], view: View): Html {
  return section({
    id: 'notices',
    title: 'Notices',
    note: count(notices, '/notices'),
    empty:
      notices.total === 0
        ? 'Nobody was written to yet. What sellers and your own people are told appears here, with its words.'
        : null,
    body: noticeTable(notices.rows, view),
  });
}

export function inboxSection(inbox: Overview['inbox'], view: View, note: string): Html {
  return section({
    id: 'inbox',
    title: 'Inbox',
    note: inbox.length === 0 ? null : note,
    empty:
      inbox.length === 0
        ? 'No event has arrived. Every webhook that Stripe sends appears here: when it came, how often, and which workflow handled it.'
        : null,
    body: inboxTable(inbox, view),
  });
}
