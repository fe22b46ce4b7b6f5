import { Command, InvalidArgumentError } from 'commander';
import { readConfig } from '../config';
import type { CivilDay } from '../domain/calendar';
import { toClock } from '../domain/clock';
import { dateOf, noneYet, parseDate, whyNone } from '../domain/digest/days';
import type { Digest } from '../domain/digest/digest';
import { cutLine, emptySections, headline, quietLine, sectionTexts } from '../domain/digest/words';
import type { Policy } from '../domain/policy/policy';
import { digestTimes } from '../notify/time-zones';
import { loadPolicy } from '../policy-file';
import { knownClock } from '../processes/open-clock';
import type { Database } from '../store/database';
import { digestDates, readDigest } from '../store/digests';
import { withStore } from './open-store';

export function digestCommand(): Command {
  return new Command('digest')
    .description('What happened on a day, as people were told')
    .option('--date <date>', 'which day, such as 2026-11-22; the latest where none is named', dayOption)
    .option('--json', 'as JSON, with amounts in minor units', false)
    .action(async ({ date, json }: { date?: CivilDay; json: boolean }) => {
      const config = readConfig();
      const { digest: times } = loadPolicy(config.policyFile);
      const digest = await withStore(config, (db) => findDigest(db, date ?? null, times));
      console.log(json ? JSON.stringify(digest, null, 2) : digestText(digest));
    });
}

/** @throws Error that says why there is none, and what to do. */
export async function findDigest(
  db: Database,
  asked: CivilDay | null,
  times: Policy['digest'],
): Promise<Digest> {
  const known = digestTimes(times);
  const { first, last } = await digestDates(db);
  const latest = last === null ? null : parseDate(last);
  const day = asked ?? latest;
  if (day === null) throw new Error(noneYet(known));
  const found = await readDigest(db, dateOf(day));
  if (found !== null) return found;
  const nowMs = toClock(await knownClock(db), Date.now());
  throw new Error(whyNone(day, nowMs, first === null ? null : parseDate(first), known));
}

export function digestText(digest: Digest): string {
  const sections = sectionTexts(digest);
  const zone = `${new Date(digest.fromMs).toISOString()} to ${new Date(digest.toMs).toISOString()}, ${digest.timeZone}`;
  if (sections.length === 0) return quietLine(digest);
  return [
    `${headline(digest)}\n${zone}`,
    ...sections.map(({ title, lines }) => [`${title}:`, ...lines.map((text) => `  ${text}`)].join('\n')),
    ...[cutLine(digest), emptySections(digest)].filter((text) => text !== null),
  ].join('\n\n');
}

function dayOption(text: string): CivilDay {
  const day = parseDate(text);
  if (day !== null) return day;
  throw new InvalidArgumentError(
    'it is no date of the calendar: write year, month and day, such as 2026-11-22.',
  );
}
