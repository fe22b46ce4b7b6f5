import { toClock } from '../../domain/clock';
import { assertNever } from '../../domain/never';
import { progressOf } from '../../notify/outbox-rows';
import type { Database } from '../../store/database';
import { dateTime, id } from '../format';
import { html, type Html } from '../html';
import { facts } from '../parts/facts';
import { subjectLink } from '../parts/subject';
import { stateTag } from '../parts/tag';
import type { View } from '../view';

export async function loadNotice(db: Database, noticeId: number) {
  const row = await db.selectFrom('notices').selectAll().where('notice_id', '=', noticeId).executeTakeFirst();
  return row ?? null;
}

type Notice = NonNullable<Awaited<ReturnType<typeof loadNotice>>>;

export function noticePage(row: Notice, view: View): Html {
  const wall = (ms: number): Html => dateTime(toClock(view.clock, ms));
  const { delivered } = progressOf(row);
  return html`<h1>${row.rung} ${stateTag(row.state)}</h1>
    ${facts([
      [
        'To',
        row.audience === 'seller' ? id(row.account ?? 'seller') : html`${row.audience}, ${howMany(row)}`,
      ],
      ['About', subjectLink(row.subject)],
      ['Fell due', dateTime(row.created_clock)],
      ['Its hour', wall(row.send_at)],
      ['Sent', row.sent_at === null ? null : wall(row.sent_at)],
      ['Attempts', row.attempts],
      ['Went by', Object.values(delivered).join(', ') || null],
      ['Problem', row.error],
    ])}
    ${commandsFor(row)} ${wordsOf(row)}`;
}

const howMany = ({ level }: Notice): string =>
  level === 0 ? 'the first of the role' : `the first ${level + 1} of the role`;

/** What a person can do about it. */
function commandsFor({ notice_id, state }: Notice): Html | null {
  const command = (verb: string): string => `bin/recoup notices ${verb} ${notice_id} --by YOUR_NAME`;
  switch (state) {
    case 'failed':
      return html`<pre class="command" tabindex="0">${command('retry')}</pre>
        <pre class="command" tabindex="0">${command('withdraw')}</pre>`;
    case 'queued':
      return html`<pre class="command" tabindex="0">${command('withdraw')}</pre>`;
    case 'sent':
    case 'withdrawn':
      return null;
    default:
      return assertNever(state);
  }
}

function wordsOf({ rendered }: Notice): Html {
  if (typeof rendered !== 'object' || rendered === null || !('text' in rendered)) {
    return html`<p class="empty">It is put into words when it is sent.</p>`;
  }
  return html`<section id="words" aria-labelledby="words-title">
    <h2 id="words-title">${typeof rendered.subject === 'string' ? rendered.subject : 'Words'}</h2>
    <pre class="letter" tabindex="0">${typeof rendered.text === 'string' ? rendered.text : null}</pre>
  </section>`;
}
