import { date, id, link, money, words } from '../format';
import { html, type Html } from '../html';
import { facts } from '../parts/facts';
import { needsSection } from '../parts/needs';
import { partsTable } from '../parts/parts';
import { evidenceDue } from '../parts/rows';
import { section, table } from '../parts/table';
import { stateTag } from '../parts/tag';
import { timelineSection } from '../parts/timeline';
import type { DisputeView } from '../queries/one';
import { workflowUrl, type View } from '../view';

export function disputePage({ row, needs, parts, answers, timeline }: DisputeView, view: View): Html {
  const url = workflowUrl(view, row.workflow_id);
  return html`<h1>Dispute ${id(row.dispute_id)} ${stateTag(row.status)}</h1>
    ${facts([
      [
        'Disputed',
        row.amount_minor === null || row.currency === null ? null : money(row.amount_minor, row.currency),
      ],
      ['Reason', row.reason === null ? 'none given' : words(row.reason)],
      ['Charge', row.charge_id === null ? null : id(row.charge_id)],
      ['Lives on', row.account === null ? 'the platform' : html`${id(row.account)} (direct charge)`],
      ['Opened', row.opened_clock === null ? null : date(row.opened_clock)],
      ['Evidence due', evidenceDue(row)],
      ['Here', stateTag(row.state)],
      [
        'Workflow',
        url === null ? id(row.workflow_id) : link(url, html`${id(row.workflow_id)} in the Temporal UI`),
      ],
    ])}
    ${needs.length === 0 ? null : needsSection(needs, view)}
    ${partsTable(
      parts,
      'Nothing was taken. As soon as the bank takes money back, each seller’s part of it appears here.',
    )}
    ${answers.length === 0 ? null : answersSection(answers)} ${timelineSection(timeline)}`;
}

const QUESTIONS: { readonly [question: string]: string } = {
  giveBack: 'What is due to it, though Stripe bears its losses',
  above: 'What lies above what it can bear',
  sellers: 'Taking from more sellers than the policy allows',
};

function answersSection(answers: DisputeView['answers']): Html {
  return section({
    id: 'answers',
    title: 'What people decided',
    empty: null,
    body: table(
      [
        { title: 'Question', cell: (answer) => QUESTIONS[answer.question] ?? words(answer.question) },
        { title: 'Account', cell: (answer) => (answer.account === '' ? 'all' : id(answer.account)) },
        { title: 'Answer', cell: (answer) => answer.answer },
        { title: 'By', cell: (answer) => answer.said_by },
        { title: 'On', cell: (answer) => date(answer.said_clock) },
      ],
      answers,
    ),
  });
}
