import { currency as toCurrency, formatMoney } from '../money';
import {
  cutFrom,
  type Digest,
  type DigestItem,
  type DigestList,
  type DigestSum,
  isEmptySection,
  isQuiet,
  isSumSection,
  type ListSection,
  SECTION_TITLES,
  SECTIONS,
  type Section,
} from './digest';

/** A part of the digest as text: what mail and terminal show. */
export interface SectionText {
  readonly section: Section;
  readonly title: string;
  readonly lines: readonly string[];
}

/** One line for a day without anything. */
export const quietLine = ({ date }: Digest): string =>
  `Nothing happened on ${date}: no money moved or was withheld, nothing waits for a person, and no deadline is near.`;

/** The parts that have something to say, in their order; none for a quiet day. */
export function sectionTexts(digest: Digest): readonly SectionText[] {
  return SECTIONS.filter((section) => !isEmptySection(digest, section)).map((section) => ({
    section,
    title: isSumSection(section)
      ? SECTION_TITLES[section]
      : `${SECTION_TITLES[section]} (${countOf(digest.lists[section])})`,
    lines: isSumSection(section) ? digest.sums[section].map(sumLine) : listLines(digest, section),
  }));
}

/** Parts without anything, in one sentence; null where every part has something. */
export function emptySections(digest: Digest): string | null {
  const empty = SECTIONS.filter((section) => isEmptySection(digest, section));
  if (empty.length === 0 || isQuiet(digest)) return null;
  return `Nothing under: ${empty.map((section) => SECTION_TITLES[section].toLowerCase()).join('; ')}.`;
}

/** What was cut, in one sentence; null where nothing was. */
export function cutLine(digest: Digest): string | null {
  const cut = cutFrom(digest);
  if (cut.length === 0) return null;
  const parts = cut.map(({ section, more }) => `${SECTION_TITLES[section].toLowerCase()} (${more} more)`);
  return `Not everything is listed: ${parts.join('; ')}. The console has the rest.`;
}

/** The digest in one line: what stands in a mail's subject. */
export function headline(digest: Digest): string {
  if (isQuiet(digest)) return `${digest.date}: nothing happened`;
  const { needs, withheld } = digest.lists;
  const recovered = byCurrency(digest.sums.recovered);
  return [
    `${digest.date}: ${countOf(needs)} need a person`,
    `${countOf(withheld)} withheld`,
    ...(recovered.length === 0 ? [] : [`recovered ${recovered.join(', ')}`]),
  ].join(', ');
}

const countOf = ({ items, more }: DigestList): number => items.length + more;

/** Added up within each currency, never across. */
function byCurrency(sums: readonly DigestSum[]): readonly string[] {
  const codes = [...new Set(sums.map(({ currency }) => currency))];
  return codes.map((code) =>
    formatMoney(
      sums.filter(({ currency }) => currency === code).reduce((sum, one) => sum + one.amountMinor, 0),
      toCurrency(code),
    ),
  );
}

export const sumLine = ({ what, amountMinor, currency, count }: DigestSum): string =>
  `${what.replaceAll('_', ' ')}: ${formatMoney(amountMinor, toCurrency(currency))} (${count})`;

function listLines(digest: Digest, section: ListSection): readonly string[] {
  const { items, more } = digest.lists[section];
  const lines = items.map((item) => itemLine(item, section));
  return more === 0 ? lines : [...lines, `and ${more} more`];
}

/** What to do about it, and where to read on, stand on lines of their own. */
function itemLine(item: DigestItem, section: ListSection): string {
  const { what, about, times, amountMinor, currency, why, decision, command } = item;
  const repeated = times === 1 ? '' : ` (${times} times)`;
  const amount =
    amountMinor === null || currency === null ? null : formatMoney(amountMinor, toCurrency(currency));
  const head = [`${what}${repeated}`, amount, about, dayText(item, section)];
  return [
    `${head.filter((part) => part !== null).join(', ')}${why === null ? '' : `: ${why}`}`,
    ...(decision === null ? [] : [`bin/recoup decisions show ${decision}`]),
    ...(command === null ? [] : [command]),
  ].join('\n    ');
}

/** The day where it is not the digest's own. */
function dayText({ atMs }: DigestItem, section: ListSection): string | null {
  if (atMs === null) return null;
  const day = new Date(atMs).toISOString().slice(0, 10);
  switch (section) {
    case 'needs':
      return `since ${day}`;
    case 'deadlines':
      return `on ${day}`;
    default:
      return null;
  }
}
