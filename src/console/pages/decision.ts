import type { Database } from '../../store/database';
import { type Decision, readDecision } from '../../store/decisions';
import { dateTime, id, words } from '../format';
import { html, type Html } from '../html';
import { facts } from '../parts/facts';
import { subjectLink } from '../parts/subject';
import { section } from '../parts/table';
import { stateTag } from '../parts/tag';

export const loadDecision = (db: Database, name: string): Promise<Decision | null> => readDecision(db, name);

/** One choice with what it saw, as it was written into the chain. */
export function decisionPage(decision: Decision): Html {
  return html`<h1>${id(decision.decision_id)} ${words(decision.kind)}</h1>
    ${facts([
      ['Verdict', stateTag(decision.verdict)],
      ['About', subjectLink(decision.subject)],
      ['Because', decision.reason],
      ['By', decision.actor],
      ['When', dateTime(decision.made_clock)],
      ['Answers', decision.answers],
      ['Uses the approval', decision.uses],
      [
        'Policy',
        decision.policy_hash === null || decision.policy_hash === '' ? null : id(decision.policy_hash),
      ],
      ['In the chain', id(decision.hash)],
    ])}
    ${section({
      id: 'inputs',
      title: 'What it saw',
      empty: null,
      body: html`<pre class="command" tabindex="0">${JSON.stringify(decision.inputs, null, 2)}</pre>`,
    })}
    ${section({
      id: 'action',
      title: 'What it decided on',
      note: 'amounts in minor units',
      empty: null,
      body: html`<pre class="command" tabindex="0">${JSON.stringify(decision.action, null, 2)}</pre>`,
    })}`;
}
