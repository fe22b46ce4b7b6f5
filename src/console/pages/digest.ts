import {
  type Digest,
  type DigestItem,
  type DigestSum,
  isQuiet,
  isSumSection,
  isEmptySection,
  SECTION_TITLES,
  SECTIONS,
  type Section,
} from '../../domain/digest/digest';
import { cutLine, emptySections, headline, quietLine } from '../../domain/digest/words';
import type { Database } from '../../store/database';
import { readDigest, readDigests } from '../../store/digests';
import { date, dateTime, id, link, money, path, words } from '../format';
import { html, type Content, type Html } from '../html';
import { subjectLink } from '../parts/subject';
import { section, table } from '../parts/table';

const DAYS = 100;

export async function loadDigests(db: Database) {
  const digests = await readDigests(db, DAYS);
  return { digests: digests.map((digest) => ({ date: digest.date, headline: headline(digest) })) };
}

export function digestsPage({ digests }: Awaited<ReturnType<typeof loadDigests>>): Html {
  return html`<h1 class="quiet">Digests</h1>
    ${section({
      id: 'digests',
      title: 'Day by day',
      note: digests.length === 0 ? null : `the newest, at most ${DAYS}`,
      empty:
        digests.length === 0
          ? 'No digest yet. Once a day, at the hour that the policy names, the worker writes what happened on the day before, and it appears here.'
          : null,
      body: table(
        [
          { title: 'Day', cell: (row) => link(path('digests', row.date), row.date) },
          { title: 'In short', cell: (row) => row.headline.slice(row.date.length + 2) },
        ],
        digests,
      ),
    })}`;
}

export const loadDigest = (db: Database, name: string): Promise<Digest | null> => readDigest(db, name);

export function digestPage(digest: Digest): Html {
  const shown = SECTIONS.filter((one) => !isEmptySection(digest, one));
  const empty = emptySections(digest);
  const cut = cutLine(digest);
  return html`<h1>${digest.date}</h1>
    <p class="note">
      From ${dateTime(digest.fromMs)} to ${dateTime(digest.toMs)} UTC, a day in ${digest.timeZone}; written
      ${dateTime(digest.writtenMs)}. What waits and what is due is as it stood then.
    </p>
    ${isQuiet(digest) ? html`<p>${quietLine(digest)}</p>` : null}
    ${shown.map((one) => digestSection(digest, one))} ${cut === null ? null : html`<p>${cut}</p>`}
    ${empty === null ? null : html`<p class="note">${empty}</p>`}`;
}

function digestSection(digest: Digest, name: Section): Html {
  const title = SECTION_TITLES[name];
  if (isSumSection(name)) return section({ id: name, title, empty: null, body: sumTable(digest.sums[name]) });
  const { items, more } = digest.lists[name];
  const note = more === 0 ? items.length : `${items.length} shown, and ${more} more`;
  return section({ id: name, title, note, empty: null, body: itemTable(items, name) });
}

const sumTable = (sums: readonly DigestSum[]): Html =>
  table(
    [
      { title: 'What', cell: (sum) => words(sum.what) },
      { title: 'Currency', cell: (sum) => sum.currency.toUpperCase() },
      { title: 'Amount', align: 'right', cell: (sum) => money(sum.amountMinor, sum.currency) },
      { title: 'How many', align: 'right', cell: (sum) => sum.count },
    ],
    sums,
  );

/** Columns that no row of the section fills are left out. */
function itemTable(items: readonly DigestItem[], name: Section): Html {
  const columns = [
    { title: 'What', cell: whatOf, isFilled: true },
    { title: 'About', cell: aboutOf, isFilled: items.some(({ about }) => about !== null) },
    {
      title: 'Amount',
      align: 'right' as const,
      cell: ({ amountMinor, currency }: DigestItem) =>
        amountMinor === null || currency === null ? null : money(amountMinor, currency),
      isFilled: items.some(({ amountMinor }) => amountMinor !== null),
    },
    {
      title: 'Why',
      cell: whyOf,
      isFilled: items.some(({ why, command }) => why !== null || command !== null),
    },
    {
      title: 'Decision',
      cell: ({ decision }: DigestItem) =>
        decision === null ? null : link(path('decisions', decision), id(decision)),
      isFilled: items.some(({ decision }) => decision !== null),
    },
    {
      title: name === 'deadlines' ? 'Due' : 'When',
      cell: ({ atMs }: DigestItem) =>
        atMs === null ? null : name === 'deadlines' ? date(atMs) : dateTime(atMs),
      isFilled: items.some(({ atMs }) => atMs !== null),
    },
  ];
  return table<DigestItem>(
    columns.filter(({ isFilled }) => isFilled),
    items,
  );
}

const whatOf = ({ what, times }: DigestItem): string => (times === 1 ? what : `${what} (${times} times)`);

function aboutOf({ about }: DigestItem): Content {
  return about === null ? null : subjectLink(about);
}

const whyOf = ({ why, command }: DigestItem): Content =>
  html`${why} ${command === null ? null : html`<pre class="command" tabindex="0">${command}</pre>`}`;
