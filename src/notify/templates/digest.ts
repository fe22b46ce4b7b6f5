import { z } from 'zod';
import type { Digest, DigestItem, DigestList, DigestSum } from '../../domain/digest/digest';
import { cutLine, emptySections, headline, quietLine, sectionTexts } from '../../domain/digest/words';
import { commandToCopy, letter, list } from './blocks';
import { amountMinor, instantMs } from './params';
import { template } from './template';

const sum = z.object({
  what: z.string(),
  currency: z.string(),
  amountMinor,
  count: z.int(),
}) satisfies z.ZodType<DigestSum>;

const text = z.string().nullable();
const item = z.object({
  what: z.string(),
  about: text,
  times: z.int(),
  amountMinor: amountMinor.nullable(),
  currency: text,
  atMs: instantMs.nullable(),
  why: text,
  decision: text,
  command: text,
}) satisfies z.ZodType<DigestItem>;

const sums = z.array(sum).readonly();
const items = z.object({ items: z.array(item).readonly(), more: z.int() }) satisfies z.ZodType<DigestList>;

const digest = z.object({
  schemaVersion: z.literal(1),
  date: z.string(),
  timeZone: z.string(),
  fromMs: instantMs,
  toMs: instantMs,
  writtenMs: instantMs,
  sums: z.object({ recovered: sums, ended: sums, moved: sums, refused: sums, notMade: sums }),
  lists: z.object({
    needs: items,
    withheld: items,
    softPassed: items,
    deadlines: items,
    cases: items,
    accounts: items,
    payouts: items,
    sweep: items,
    reserve: items,
  }),
}) satisfies z.ZodType<Digest>;

/** What happened on a day. The figures are the whole digest: a web hook gets them with the words. */
export const dailyDigest = template(digest, (figures) => {
  const sections = sectionTexts(figures);
  return {
    subject: `Recoup, ${headline(figures)}`,
    body: letter(
      sections.length === 0 ? quietLine(figures) : null,
      ...sections.map(({ title, lines }) => list(title, lines)),
      cutLine(figures),
      emptySections(figures),
      commandToCopy('To read it again, and as JSON:', `bin/recoup digest --date ${figures.date} --json`),
    ),
  };
});
