import { toClock, daysBetween } from '../../domain/clock';
import type { Json } from '../../domain/json';
import type { CaseRow } from '../../store/cases';
import { date, dateTime, id, link, money, path, spanText, words } from '../format';
import { html, type Content, type Html } from '../html';
import type { InboxRow } from '../queries/inbox';
import type { DisputeRow, HeldRow, MoveRow, NoticeRow } from '../queries/lists';
import type { View } from '../view';
import { causeLink, subjectLink } from './subject';
import { table } from './table';
import { stateTag, tag } from './tag';

const CLEARING_DAYS = 180;

/** The day since the balance went below zero, on the way to Stripe's clearing. */
export function dayOf(row: CaseRow, view: View): Html {
  const day = Math.max(0, daysBetween(row.negative_since_clock, row.closed_clock ?? view.clockNowMs));
  return html`<span class="day"
    >day ${day} of ${CLEARING_DAYS}<progress
      max="${CLEARING_DAYS}"
      value="${Math.min(day, CLEARING_DAYS)}"
    ></progress
  ></span>`;
}

export function caseTable(rows: readonly CaseRow[], view: View): Html {
  return table<CaseRow>(
    [
      { title: 'Case', cell: (row) => link(path('cases', row.number), `Case ${row.number}`) },
      { title: 'Account', cell: (row) => id(row.account) },
      {
        title: 'Owed',
        align: 'right',
        cell: (row) => money(row.shortfall_minor + row.claims_minor, row.currency),
      },
      { title: 'In claims', align: 'right', cell: (row) => money(row.claims_minor, row.currency) },
      { title: 'State', cell: caseState },
      { title: 'Since negative', cell: (row) => dayOf(row, view) },
      { title: 'With', cell: (row) => row.assignee ?? 'nobody' },
    ],
    rows,
  );
}

export function caseState(row: CaseRow): Content {
  if (row.close_reason !== null) return stateTag(row.close_reason);
  return row.needs_human ? tag('needs a person', 'bad') : stateTag(row.state);
}

export function closedCaseTable(rows: readonly CaseRow[], view: View): Html {
  return table<CaseRow>(
    [
      { title: 'Case', cell: (row) => link(path('cases', row.number), `Case ${row.number}`) },
      { title: 'Account', cell: (row) => id(row.account) },
      { title: 'Most owed', align: 'right', cell: (row) => money(row.peak_owed_minor, row.currency) },
      { title: 'Ended', cell: caseState },
      { title: 'After', cell: (row) => dayOf(row, view) },
      { title: 'On', cell: (row) => (row.closed_clock === null ? null : date(row.closed_clock)) },
    ],
    rows,
  );
}

export function disputeTable(rows: readonly DisputeRow[]): Html {
  return table<DisputeRow>(
    [
      {
        title: 'Dispute',
        cell: (row) => link(path('disputes', row.dispute_id), id(row.dispute_id)),
      },
      {
        title: 'Disputed',
        align: 'right',
        cell: (row) =>
          row.amount_minor === null || row.currency === null
            ? 'not known yet'
            : money(row.amount_minor, row.currency),
      },
      { title: 'At Stripe', cell: (row) => stateTag(row.status) },
      {
        title: 'Here',
        cell: (row) => (row.needs_human ? tag('needs a person', 'bad') : stateTag(row.state)),
      },
      { title: 'Reason', cell: (row) => (row.reason === null ? 'none given' : words(row.reason)) },
      { title: 'Opened', cell: (row) => (row.opened_clock === null ? null : date(row.opened_clock)) },
      {
        title: 'Evidence due',
        cell: evidenceDue,
      },
    ],
    rows,
  );
}

/** Only while Stripe waits for it. */
export function evidenceDue(row: DisputeRow): Content {
  const isDue = row.status.endsWith('needs_response');
  return isDue && row.evidence_due_clock !== null ? date(row.evidence_due_clock) : 'no';
}

export function moveTable(rows: readonly MoveRow[]): Html {
  return table<MoveRow>(
    [
      { title: 'Move', cell: (row) => link(path('moves', row.key), words(row.kind)) },
      { title: 'Account', cell: (row) => id(row.account) },
      { title: 'Amount', align: 'right', cell: (row) => money(row.amount_minor, row.currency) },
      {
        title: 'For',
        cell: (row) => html`${causeLink(row.cause)}${row.part === 'fee' ? ', its fee' : null}`,
      },
      {
        title: 'Outcome',
        cell: (row) =>
          html`${stateTag(row.state)}${row.failure_code === null ? null : html` <small>${row.failure_code}</small>`}`,
      },
      { title: 'At Stripe', cell: (row) => (row.stripe_id === null ? 'nothing' : id(row.stripe_id)) },
      { title: 'When', cell: (row) => dateTime(row.created_clock) },
    ],
    rows,
  );
}

export function heldTable(rows: readonly HeldRow[]): Html {
  return table<HeldRow>(
    [
      {
        title: 'Decision',
        cell: (row) =>
          html`${words(row.kind)} ${link(path('decisions', row.decision_id), id(row.decision_id))}`,
      },
      { title: 'About', cell: (row) => subjectLink(row.subject) },
      { title: 'Because', cell: (row) => row.reason },
      { title: 'Held by', cell: (row) => heldBy(row.inputs) },
      { title: 'When', cell: (row) => dateTime(row.made_clock) },
    ],
    rows,
  );
}

/** The door's reason, as its decision recorded it. */
function heldBy(inputs: Json): Content {
  if (typeof inputs !== 'object' || inputs === null || !('held' in inputs)) return null;
  return id(JSON.stringify(inputs.held));
}

export function noticeTable(rows: readonly NoticeRow[], view: View): Html {
  const when = (row: NoticeRow): Content => {
    const atMs = row.sent_at ?? row.next_attempt_at ?? row.send_at;
    return html`${row.sent_at === null && row.state === 'queued' ? 'due ' : null}${dateTime(toClock(view.clock, atMs))}`;
  };
  return table<NoticeRow>(
    [
      { title: 'Notice', cell: (row) => link(path('notices', row.notice_id), row.rung) },
      { title: 'About', cell: (row) => subjectLink(row.subject) },
      {
        title: 'To',
        cell: (row) => (row.audience === 'seller' ? id(row.account ?? 'seller') : row.audience),
      },
      {
        title: 'State',
        cell: (row) =>
          html`${stateTag(row.state)}${row.error === null ? null : html` <small>${row.error}</small>`}`,
      },
      { title: 'When', cell: when },
    ],
    rows,
  );
}

export function inboxTable(rows: readonly InboxRow[], view: View): Html {
  return table<InboxRow>(
    [
      {
        title: 'Event',
        cell: (row) => html`${row.type} ${row.source === 'recoup' ? tag('read by Recoup') : null}`,
      },
      { title: 'Id', cell: (row) => id(row.event_id) },
      { title: 'Account', cell: (row) => (row.account === null ? 'platform' : id(row.account)) },
      { title: 'Received', cell: (row) => `${spanText(view.nowMs - row.received_at)} ago` },
      { title: 'Came', cell: (row) => (row.deliveries === 1 ? 'once' : `${row.deliveries} times`) },
      {
        title: 'State',
        cell: (row) =>
          html`${stateTag(row.state)}${row.error === null ? null : html` <small>${row.error}</small>`}`,
      },
      { title: 'Handled by', cell: handledBy },
    ],
    rows,
  );
}

function handledBy(row: InboxRow): Content {
  if (row.wakes.length === 0) return row.state === 'new' ? 'not yet' : 'nobody';
  return row.wakes.map(({ target, handledMs }) => {
    const when = handledMs === null ? 'waiting' : `after ${spanText(handledMs - row.received_at)}`;
    return html`<span class="pair">${subjectLink(target)} <small>${when}</small></span> `;
  });
}
