import { date, id, link, money, path, words } from '../format';
import { html, type Content, type Html } from '../html';
import { recoveredRows } from '../parts/currencies';
import { facts } from '../parts/facts';
import { needsSection } from '../parts/needs';
import { caseState, dayOf } from '../parts/rows';
import { causeLink } from '../parts/subject';
import { section, table } from '../parts/table';
import { timelineSection } from '../parts/timeline';
import type { CaseView, OpenClaim, OwedRow } from '../queries/one';
import { workflowUrl, type View } from '../view';

export function casePage(
  { row, account, needs, shortfall, claims, recovered, timeline }: CaseView,
  view: View,
): Html {
  const { currency } = row;
  const url = workflowUrl(view, row.workflow_id);
  return html`<h1>Case ${row.number} ${caseState(row)}</h1>
    ${facts([
      ['Account', link(path('accounts', row.account), id(row.account))],
      ['Country', account?.country ?? null],
      ['Kind', account?.kind ?? null],
      ['Losses borne by', account === null ? null : account.losses],
      ['Owed', html`<strong>${money(row.shortfall_minor + row.claims_minor, currency)}</strong>`],
      ['Most owed', money(row.peak_owed_minor, currency)],
      ['Since negative', html`${date(row.negative_since_clock)}, ${dayOf(row, view)}`],
      ['Stripe clears', row.closed_clock === null ? html`not before ${date(row.clears_clock)}` : null],
      ['Closed', row.closed_clock === null ? null : date(row.closed_clock)],
      [
        'Left to a person',
        row.handled_remainder_minor === 0 ? null : money(row.handled_remainder_minor, currency),
      ],
      ['Payouts held for', holdReasons(account?.hold_reasons ?? [])],
      ['With', row.assignee ?? 'nobody'],
      [
        'Workflow',
        url === null ? id(row.workflow_id) : link(url, html`${id(row.workflow_id)} in the Temporal UI`),
      ],
    ])}
    ${needs.length === 0 ? null : needsSection(needs, view)}
    ${owedSection(row.closed_clock !== null, shortfall, claims, currency)}
    <section id="recovered" aria-labelledby="recovered-title">
      <h2 id="recovered-title">What became of it</h2>
      <dl class="figures">${recoveredRows(recovered, currency)}</dl>
    </section>
    ${timelineSection(timeline)}`;
}

function holdReasons(reasons: readonly string[]): Content {
  return reasons.length === 0 ? null : reasons.map((reason) => html`${id(reason)} `);
}

function owedSection(
  closed: boolean,
  shortfall: readonly OwedRow[],
  claims: readonly OpenClaim[],
  currency: string,
): Html {
  const rows: readonly (OwedRow & { readonly form: string })[] = [
    ...shortfall.map((row) => ({ ...row, form: 'below zero' })),
    ...claims.map((row) => ({ ...row, form: `claim: ${words(row.form)}` })),
  ];
  return section({
    id: 'owed',
    title: 'Owed for',
    empty:
      rows.length > 0
        ? null
        : closed
          ? 'The case is closed.'
          : 'Nothing is booked as owed. Each cause of the debt appears here, with what is left of it.',
    body: table(
      [
        {
          title: 'Cause',
          cell: (row): Content => html`${causeLink(row.cause)}${row.part === 'fee' ? ', its fee' : null}`,
        },
        { title: 'How', cell: (row): Content => row.form },
        { title: 'Open', align: 'right', cell: (row): Content => money(row.amountMinor, currency) },
      ],
      rows,
    ),
  });
}
