import { toClock } from '../../domain/clock';
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
  return html`<h1>${row.rung} ${stateTag(row.state)}</h1>
    ${facts([
      ['To', row.audience === 'seller' ? id(row.account ?? 'seller') : row.audience],
      ['About', subjectLink(row.subject)],
      ['Fell due', dateTime(row.created_clock)],
      ['Its hour', wall(row.send_at)],
      ['Sent', row.sent_at === null ? null : wall(row.sent_at)],
      ['Attempts', row.attempts],
      ['Problem', row.error],
    ])}
    ${wordsOf(row)}`;
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
