import { date, moneyText, spanText, words } from '../format';
import { html, type Content, type Html } from '../html';
import type { Need } from '../queries/needs';
import type { Json } from '../../domain/json';
import { subjectLink } from './subject';
import { workflowUrl, type View } from '../view';
import { section } from './table';

export function needsSection(needs: readonly Need[], view: View): Html {
  return section({
    id: 'needs',
    title: 'Needs a person',
    note: needs.length === 0 ? null : needs.length,
    empty:
      needs.length === 0
        ? 'Nothing waits for a person. Requests for approval, the decision before day 180, and whatever Recoup cannot settle by itself appear here, each with the command that answers it.'
        : null,
    body: html`<ol class="needs">
      ${needs.map((need) => needCard(need, view))}
    </ol>`,
  });
}

function needCard(need: Need, view: View): Html {
  const inTemporal = /^(case|dispute|refund):[^0-9]/.test(need.subject)
    ? workflowUrl(view, need.subject)
    : null;
  return html`<li>
    <p class="head">
      <strong>${words(need.kind)}</strong> ${subjectLink(need.subject)}
      ${need.owed === null ? null : html`<span class="money">${moneyText(need.owed.amountMinor, need.owed.currency)}</span>`}
      <span class="note">since ${date(need.raisedClockMs)}${expiry(need, view.nowMs)}</span>
      ${inTemporal === null ? null : html`<a href="${inTemporal}">Temporal UI</a>`}
    </p>
    <p>${need.message}</p>
    ${need.action === null ? null : html`<p>${actionText(need)}</p>`}
    ${need.command === null ? null : html`<pre class="command" tabindex="0">${need.command}</pre>`}
  </li>`;
}

function expiry(need: Need, nowMs: number): string {
  return need.expiresMs === null ? '' : `, answer within ${spanText(need.expiresMs - nowMs)}`;
}

/** The exact action, its amount in words; the rest as it would be sent. */
function actionText({ action, currency }: Need): Content {
  if (typeof action !== 'object' || action === null || Array.isArray(action)) {
    return html`<code>${JSON.stringify(action)}</code>`;
  }
  const fields = Object.entries(action).filter(([, value]) => value !== null);
  return fields.map(
    ([name, value]) => html`<span class="pair">${words(name)} ${fieldText(name, value, currency)}</span> `,
  );
}

function fieldText(name: string, value: Json, currency: string | null): Content {
  if (name === 'amount' && typeof value === 'number' && currency !== null) {
    return html`<strong class="money">${moneyText(value, currency)}</strong>`;
  }
  return html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`;
}
