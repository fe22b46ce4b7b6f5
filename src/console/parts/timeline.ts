import { dateTime, id, link, money, path, words } from '../format';
import { html, type Content, type Html } from '../html';
import { assertNever } from '../../domain/never';
import type { TimelineLine } from '../queries/timeline';
import { section } from './table';
import { stateTag, tag } from './tag';

export function timelineSection(lines: readonly TimelineLine[]): Html {
  return section({
    id: 'timeline',
    title: 'Timeline',
    note: lines.length === 0 ? null : 'latest first',
    empty:
      lines.length === 0
        ? 'Nothing has happened yet. Decisions, moves, notices, events and bookings appear here in the order of the clock.'
        : null,
    body: html`<ol class="timeline">
      ${lines.map(
        (line) =>
          html`<li class="${line.kind}">
            <span class="when">${dateTime(line.clockMs)}</span>
            <span class="kind">${kindName(line)}</span>
            <span class="what"
              >${what(line)}
              ${line.amountMinor === null ? null : money(line.amountMinor, line.currency ?? '')}
              ${stateOf(line)} ${line.detail === null ? null : html`<small>${line.detail}</small>`}</span
            >
          </li>`,
      )}
    </ol>`,
  });
}

function stateOf({ kind, state }: TimelineLine): Content {
  if (state === null) return null;
  return kind === 'attention' && state === 'open' ? tag(state, 'bad') : stateTag(state);
}

function kindName({ kind }: TimelineLine): string {
  switch (kind) {
    case 'decision':
    case 'move':
    case 'notice':
    case 'event':
      return kind;
    case 'entry':
      return 'booked';
    case 'attention':
      return 'attention';
    default:
      return assertNever(kind);
  }
}

function what(line: TimelineLine): Content {
  switch (line.kind) {
    case 'move':
      return link(path('moves', line.ref), words(line.what));
    case 'notice':
      return link(path('notices', line.ref), line.what);
    case 'decision':
      return html`${words(line.what)} ${id(line.ref)}`;
    case 'entry':
      return ENTRY_WORDS[line.what] ?? words(line.what);
    case 'event':
      return line.what;
    case 'attention':
      return words(line.what);
    default:
      return assertNever(line.kind);
  }
}

/** What a booking of the account's own balance says, for those who do not know the books. */
const ENTRY_WORDS: { readonly [kind: string]: string } = {
  transit: 'move seen in the balance',
  direct: 'dispute on the account itself',
  income: 'sale or earnings',
  bank: 'between balance and bank',
  collection: 'cleared by Stripe',
};
