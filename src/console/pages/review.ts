import type { Recoverable } from '../../domain/review/facts';
import type { ReviewFinding } from '../../domain/review/findings';
import type { Database } from '../../store/database';
import type { ActRow } from '../../store/review-acts';
import type { ReviewRow } from '../../store/reviews';
import { date, id, link, money, path, words } from '../format';
import { html, type Html } from '../html';
import { facts } from '../parts/facts';
import { needsSection } from '../parts/needs';
import { subjectLink } from '../parts/subject';
import { section, table } from '../parts/table';
import { stateTag, tag } from '../parts/tag';
import { timelineSection } from '../parts/timeline';
import { readReviews, type ReviewView } from '../queries/review';
import { workflowUrl, type View } from '../view';

const ROWS = 200;

export const loadReviews = (db: Database) => readReviews(db, ROWS);

export function reviewsPage({ rows, total }: Awaited<ReturnType<typeof loadReviews>>): Html {
  return html`<h1 class="quiet">Reviews</h1>
    ${section({
      id: 'reviews',
      title: 'Accounts under review',
      note: total === 0 ? null : total,
      empty:
        total === 0
          ? 'No account was under review. One that Stripe rejects or disables, a capability that is lost, a deadline that comes near, or a person opens a review: it appears here, with what stands against the account.'
          : null,
      body: table<ReviewRow>(
        [
          { title: 'Account', cell: ({ account }) => link(path('reviews', account), id(account)) },
          { title: 'What stands', cell: ({ findings }) => kindsOf(findings) },
          { title: 'State', cell: stateOf },
          { title: 'Since', cell: ({ opened_clock: since }) => date(since) },
          { title: 'Ended', cell: ({ closed_clock: end }) => (end === null ? null : date(end)) },
        ],
        rows,
      ),
    })}`;
}

const kindsOf = (findings: readonly ReviewFinding[]): string =>
  [...new Set(findings.map(({ kind }) => words(kind)))].join(', ');

const stateOf = ({ needs_human: needs, closed_clock: end, state }: ReviewRow): Html =>
  end === null && needs ? tag('needs a person', 'bad') : stateTag(state);

export function reviewPage(
  { row, holdReasons, needs, acts, earlier, timeline }: ReviewView,
  view: View,
): Html {
  const url = workflowUrl(view, row.workflow_id);
  return html`<h1>Review of ${link(path('accounts', row.account), id(row.account))} ${stateOf(row)}</h1>
    ${facts([
      ['Account', link(path('accounts', row.account), id(row.account))],
      ['Number', row.number],
      ['Since', date(row.opened_clock)],
      ['Ended', row.closed_clock === null ? null : date(row.closed_clock)],
      ['Asked for by', row.asked.length === 0 ? null : row.asked.map(askedWords).join('; ')],
      [
        'Payouts held for',
        holdReasons.length === 0
          ? 'nothing'
          : html`${holdReasons.map((reason) => html`${subjectLink(reason)} `)}`,
      ],
      ['Judged before', row.judged.length === 0 ? null : row.judged.join(', ')],
      [
        'Workflow',
        url === null ? id(row.workflow_id) : link(url, html`${id(row.workflow_id)} in the Temporal UI`),
      ],
    ])}
    ${needs.length === 0 ? null : needsSection(needs, view)} ${findingsSection(row.findings)}
    ${row.recoverable.length === 0 ? null : recoverableSection(row.recoverable)}
    ${acts.length === 0 ? null : actsSection(acts)} ${earlier.length === 0 ? null : earlierSection(earlier)}
    ${timelineSection(timeline)}`;
}

const askedWords = (asked: ReviewRow['asked'][number]): string =>
  asked.kind === 'person' ? `${asked.by} (${asked.reason})` : `a ${words(asked.flow)} that a check stopped`;

function findingsSection(findings: readonly ReviewFinding[]): Html {
  return section({
    id: 'findings',
    title: 'What stands against it',
    empty: findings.length === 0 ? 'Nothing.' : null,
    body: table<ReviewFinding>(
      [
        { title: 'Found', cell: ({ saw }) => saw },
        { title: '', cell: ({ severity }) => tag(severity, severity === 'hard' ? 'bad' : 'warn') },
        { title: 'What clears it', cell: ({ clears }) => clears },
        { title: 'Who', cell: ({ mendedBy }) => mendedBy },
      ],
      findings,
    ),
  });
}

function recoverableSection(parts: readonly Recoverable[]): Html {
  return section({
    id: 'recoverable',
    title: 'What can still be recovered',
    note: 'as the last look found it',
    empty: null,
    body: table<Recoverable>(
      [
        {
          title: 'Below zero',
          align: 'right',
          cell: (part) => money(part.shortfallMinor, part.currency),
        },
        { title: 'Claims', align: 'right', cell: (part) => money(part.claimsMinor, part.currency) },
        { title: 'Available', align: 'right', cell: (part) => money(part.availableMinor, part.currency) },
        { title: 'Pending', align: 'right', cell: (part) => money(part.pendingMinor, part.currency) },
        {
          title: 'Transfers to reverse',
          align: 'right',
          cell: (part) =>
            html`${part.moreTransfers ? 'at least ' : ''}${money(part.reversibleMinor, part.currency)} in
            ${part.transfers}`,
        },
        { title: 'Bank debit', cell: ({ bankDebit }) => words(bankDebit) },
      ],
      parts,
    ),
  });
}

function actsSection(acts: readonly ActRow[]): Html {
  return section({
    id: 'acts',
    title: 'Decisions of two people',
    empty: null,
    body: table<ActRow>(
      [
        { title: 'To', cell: ({ kind, reason }) => (reason === null ? kind : `${kind}: ${words(reason)}`) },
        { title: 'Asked by', cell: ({ asked_by: by }) => by },
        { title: 'On', cell: ({ asked_clock: on }) => date(on) },
        { title: 'Became', cell: ({ state }) => stateTag(state) },
        { title: 'Stripe said', cell: ({ code }) => code },
      ],
      acts,
    ),
  });
}

function earlierSection(rows: readonly ReviewRow[]): Html {
  return section({
    id: 'earlier',
    title: 'Earlier reviews',
    empty: null,
    body: table<ReviewRow>(
      [
        { title: 'Number', cell: ({ number }) => number },
        { title: 'What stood', cell: ({ findings }) => kindsOf(findings) },
        { title: 'Since', cell: ({ opened_clock: since }) => date(since) },
        { title: 'Ended', cell: ({ closed_clock: end }) => (end === null ? null : date(end)) },
        { title: 'How', cell: ({ state }) => stateTag(state) },
      ],
      rows,
    ),
  });
}
