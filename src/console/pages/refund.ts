import type { Database } from '../../store/database';
import { date, id, link, money, path, words } from '../format';
import { html, type Html } from '../html';
import { facts } from '../parts/facts';
import { needsSection } from '../parts/needs';
import { partsTable } from '../parts/parts';
import { section, table } from '../parts/table';
import { stateTag } from '../parts/tag';
import { timelineSection } from '../parts/timeline';
import { readRefunds, type RefundRow, type RefundView } from '../queries/refund';
import { workflowUrl, type View } from '../view';

const ROWS = 200;

export const loadRefunds = (db: Database) => readRefunds(db, ROWS);

const amountOf = ({ amount_minor: amount, currency }: RefundRow) =>
  amount === null || currency === null ? 'all that is left' : money(amount, currency);

export function refundsPage({ rows, total }: Awaited<ReturnType<typeof loadRefunds>>): Html {
  return html`<h1 class="quiet">Refunds</h1>
    ${section({
      id: 'refunds',
      title: 'Refunds and failed payments',
      note: total === 0 ? null : total,
      empty:
        total === 0
          ? 'No customer was refunded. Ask for a refund with bin/recoup refund, or make one in Stripe: each appears here, with what its sellers bear.'
          : null,
      body: table(
        [
          { title: 'Refund', cell: (row) => link(path('refunds', row.subject), id(row.subject)) },
          { title: 'Amount', align: 'right', cell: amountOf },
          { title: 'Charge', cell: (row) => (row.charge_id === null ? null : id(row.charge_id)) },
          { title: 'At Stripe', cell: (row) => stateTag(row.status) },
          { title: 'Here', cell: (row) => stateTag(row.needs_human ? 'needs a person' : row.state) },
          { title: 'Since', cell: (row) => date(row.opened_clock) },
        ],
        rows,
      ),
    })}`;
}

export function refundPage({ row, needs, parts, timeline }: RefundView, view: View): Html {
  const url = workflowUrl(view, row.workflow_id);
  return html`<h1>Refund ${id(row.refund_id ?? row.subject)} ${stateTag(row.status)}</h1>
    ${facts([
      ['Amount', amountOf(row)],
      ['Charge', row.charge_id === null ? null : id(row.charge_id)],
      ['Lives on', row.account === null ? 'the platform' : html`${id(row.account)} (direct charge)`],
      ['Asked for by', row.requested_by ?? 'somebody elsewhere'],
      ['Since', date(row.opened_clock)],
      ['Sellers’ part, by a person', row.sellers_answer === null ? null : words(row.sellers_answer)],
      ['Here', stateTag(row.state)],
      [
        'Workflow',
        url === null ? id(row.workflow_id) : link(url, html`${id(row.workflow_id)} in the Temporal UI`),
      ],
    ])}
    ${needs.length === 0 ? null : needsSection(needs, view)}
    ${partsTable(parts, 'Nothing was taken from a seller for it.')} ${timelineSection(timeline)}`;
}
