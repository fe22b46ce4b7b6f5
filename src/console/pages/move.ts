import type { Json } from '../../domain/json';
import { dateTime, id, link, money, words } from '../format';
import { html, type Html } from '../html';
import { facts } from '../parts/facts';
import { causeLink } from '../parts/subject';
import { stateTag } from '../parts/tag';
import type { MoveView } from '../queries/one';
import { workflowUrl, type View } from '../view';

export function movePage({ row, decision }: MoveView, view: View): Html {
  const url = workflowUrl(view, row.workflow_id);
  return html`<h1>${capitalized(words(row.kind))} ${stateTag(row.state)}</h1>
    ${facts([
      ['Amount', html`<strong>${money(row.amount_minor, row.currency)}</strong>`],
      ['Account', id(row.account)],
      ['For', html`${causeLink(row.cause)}${row.part === 'fee' ? ', its fee' : null}`],
      ['At Stripe', row.stripe_id === null ? 'nothing' : id(row.stripe_id)],
      [
        'Refused because',
        row.failure_code === null ? null : html`${id(row.failure_code)} ${row.failure_message}`,
      ],
      ['Key', id(row.key)],
      ['Idempotency key', id(row.idempotency_key)],
      ['Claim', row.claim_id === null ? null : id(row.claim_id)],
      ['Decided', dateTime(row.created_clock)],
      ['Attempts', row.attempts],
      [
        'Workflow',
        url === null ? id(row.workflow_id) : link(url, html`${id(row.workflow_id)} in the Temporal UI`),
      ],
    ])}
    ${json('request', 'What was asked of Stripe', callOf(row.request))}
    ${
      decision === null
        ? html`<p class="empty">Its decision is not in the store: the books were changed by hand.</p>`
        : html`<section id="decision" aria-labelledby="decision-title">
              <h2 id="decision-title">The decision ${stateTag(decision.verdict)}</h2>
              ${facts([
                ['Id', id(decision.decision_id)],
                ['Kind', words(decision.kind)],
                ['By', decision.actor],
                ['Because', decision.reason],
                ['Policy', decision.policy_hash === null ? null : id(decision.policy_hash)],
                ['Hash', id(decision.hash)],
              ])}
            </section>
            ${json('inputs', 'The inputs that it saw', decision.inputs)}`
    }`;
}

/** The call itself; the move that it was made of is what the page shows above. */
function callOf(request: Json): Json {
  return typeof request === 'object' && request !== null && 'call' in request ? request.call : request;
}

function json(name: string, title: string, value: Json): Html {
  return html`<section id="${name}" aria-labelledby="${name}-title">
    <h2 id="${name}-title">${title}</h2>
    <pre class="json" tabindex="0">${JSON.stringify(value, null, 2)}</pre>
  </section>`;
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
