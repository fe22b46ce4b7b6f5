import { DAY_MS, toWall } from '../../domain/clock';
import { dayOf, dateOf, daysToWrite, type DigestTimes, parseDate } from '../../domain/digest/days';
import { type Digest, type DigestDay, LISTED } from '../../domain/digest/digest';
import { digestOf } from '../../domain/digest/digest-of';
import type { DigestRows } from '../../domain/digest/rows';
import type { DigestActivities } from '../../domain/digest/run';
import type { Policy } from '../../domain/policy/policy';
import { noticeOf } from '../../notify/templates';
import { digestTimes } from '../../notify/time-zones';
import type { Tx } from '../../store/database';
import { heldOnDay, notMadeOnDay, openNeeds, softOnDay } from '../../store/digest-decisions';
import {
  accountNews,
  caseNews,
  deadlinesAhead,
  importsOfDay,
  reserveOfDay,
  runsOfDay,
  sweepsOfDay,
} from '../../store/digest-reads';
import { type DayBounds, movesOfDay, paidOnDay, writtenOffOnDay } from '../../store/digest-sums';
import { digestDates, insertDigest } from '../../store/digests';
import { queueNotice } from '../../store/notices';
import { type ActivityDeps, momentOf } from '../deps';

type DigestDeps = Pick<ActivityDeps, 'db' | 'policy' | 'clock' | 'wallNow'>;

export function digestActivities(deps: DigestDeps): DigestActivities {
  return {
    dueDigests: () => dueDigests(deps),
    writeDigest: (date) => writeDigest(deps, date),
  };
}

async function dueDigests(deps: DigestDeps): Promise<readonly string[]> {
  const { last } = await digestDates(deps.db);
  const written = last === null ? null : parseDate(last);
  return daysToWrite(momentOf(deps).clockMs, written, digestTimes(deps.policy.digest)).map(dateOf);
}

/**
 * Reads the day out of the store, keeps it, and queues its notices, in one transaction that sees one state of the
 * books. What is there already stays, and nobody is told again.
 */
async function writeDigest(deps: DigestDeps, date: string): Promise<boolean> {
  const times = digestTimes(deps.policy.digest);
  const at = momentOf(deps);
  return deps.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const digest = await readDay(tx, deps, dayNamed(date, times));
      if (!(await insertDigest(tx, digest, at))) return false;
      for (const audience of deps.policy.digest.roles) {
        const head = { subject: `digest:${date}`, rung: 'digest', audience, account: null };
        await queueNotice(tx, noticeOf(head, { template: 'dailyDigest', params: digest }), at.wallMs, at);
      }
      return true;
    });
}

function dayNamed(date: string, times: DigestTimes): DigestDay {
  const day = parseDate(date);
  if (day === null) throw new RangeError(`"${date}" is no date: expected one such as 2026-11-22`);
  return dayOf(day, times);
}

async function readDay(tx: Tx, deps: DigestDeps, day: DigestDay): Promise<Digest> {
  const { clock, policy } = deps;
  const { wallMs, clockMs } = momentOf(deps);
  const bounds: DayBounds = {
    fromClock: new Date(day.fromMs),
    toClock: new Date(day.toMs),
    fromWall: new Date(toWall(clock, day.fromMs)),
    toWall: new Date(toWall(clock, day.toMs)),
  };
  const ahead = {
    clock,
    fromMs: clockMs,
    toMs: clockMs + policy.guard.deadlineWindowDays * DAY_MS,
    gateDay: policy.gate.day,
    limitDays: policy.hold.limitDays,
  };
  const rows: DigestRows = {
    moved: await movesOfDay(tx, bounds, 'moved'),
    refused: await movesOfDay(tx, bounds, 'refused'),
    paid: await paidOnDay(tx, bounds),
    writtenOff: await writtenOffOnDay(tx, bounds),
    notMade: await notMadeOnDay(tx, bounds),
    held: await heldOnDay(tx, bounds, LISTED),
    soft: await softOnDay(tx, bounds, LISTED),
    needs: await openNeeds(tx, wallMs, LISTED),
    cases: await caseNews(tx, bounds, marksOf(policy), LISTED),
    deadlines: await deadlinesAhead(tx, ahead, LISTED),
    accounts: await accountNews(tx, bounds, LISTED),
    runs: await runsOfDay(tx, bounds, LISTED),
    sweeps: await sweepsOfDay(tx, bounds),
    imports: await importsOfDay(tx, bounds, LISTED),
    ...(await reserveOfDay(tx, bounds, LISTED)),
  };
  return digestOf(rows, day, clockMs, policy);
}

/** The days since a balance went below zero that are worth saying, each once. */
function marksOf({ ladder, gate, clearing }: Policy): readonly number[] {
  const days = [
    ...ladder.map(({ day }) => day),
    gate.day,
    ...gate.repeatDays,
    clearing.watchFromDay,
    clearing.day,
    clearing.attentionDay,
  ];
  return [...new Set(days)];
}
