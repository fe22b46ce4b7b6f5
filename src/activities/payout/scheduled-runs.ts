import { assertNever } from '../../domain/never';
import type { PayoutDate, RunId } from '../../domain/payout/run-id';
import { daysDue, type ScheduleTimes } from '../../domain/payout/schedule';
import { offsetOf } from '../../notify/time-zones';
import { raiseAttention, settleAttention } from '../../store/attention';
import { runsOf } from '../../store/payout-runs';
import { scheduledDays, scheduleKey, scheduleSubject } from '../../store/payout-schedule';
import { type ActivityDeps, momentOf } from '../deps';
import { askForRuns, type RunWish } from './ask-run';
import { earningsOfDay } from './earnings-folder';
import { RunRefused } from './run-refused';

const SCHEDULE = 'schedule';

type ScheduleDeps = Pick<
  ActivityDeps,
  'db' | 'raiseWake' | 'policy' | 'clock' | 'wallNow' | 'earningsFolder'
>;

/** Asks for the runs that the policy wants by now. What cannot be asked for is attention, and hinders no other. */
export async function askScheduledRuns(deps: ScheduleDeps): Promise<readonly RunId[]> {
  const { schedule, hour, days, timeZone } = deps.policy.payouts;
  const times = { hour, days, offsetAt: offsetOf(timeZone) };
  switch (schedule) {
    case 'none':
      return [];
    case 'payout':
      return askForPayouts(deps, times);
    case 'transfer':
      return askForTransfers(deps, times);
    default:
      return assertNever(schedule);
  }
}

/** Days that were missed are not made up for: a run pays all that is available. */
async function askForPayouts(deps: ScheduleDeps, times: ScheduleTimes): Promise<readonly RunId[]> {
  const runs: RunId[] = [];
  for (const date of daysDue(momentOf(deps).clockMs, null, times)) {
    for (const code of deps.policy.payouts.currencies) {
      const wish = { mode: 'payout' as const, currency: code, accounts: null };
      const command = `bin/recoup payouts run --mode payout --date ${date} --currency ${code} --by YOUR_NAME`;
      runs.push(...(await ask(deps, { date, key: `${date}:${code}`, about: code, command }, wish)));
    }
  }
  return runs;
}

/** The days since the last one, and those whose file was missing or wrong until now. */
async function askForTransfers(deps: ScheduleDeps, times: ScheduleTimes): Promise<readonly RunId[]> {
  const { last, open } = await scheduledDays(deps.db);
  const runs: RunId[] = [];
  for (const date of [...open, ...daysDue(momentOf(deps).clockMs, last, times)]) {
    const command = `bin/recoup payouts run --mode transfer --date ${date} --earnings FILE --by YOUR_NAME`;
    const slot = { date, key: date, about: date, command };
    const earnings = await earningsOfDay(deps.earningsFolder, date);
    if (earnings.kind === 'none') {
      await notBegun(
        deps,
        slot,
        `${earnings.why}: the schedule looks again each hour from its own on, or ask for the run yourself; settle this where the day has no earnings.`,
      );
    } else {
      runs.push(...(await ask(deps, slot, { mode: 'transfer', earnings: earnings.lines })));
    }
  }
  return runs;
}

/** What is asked for: `key` tells runs apart, and attention is about the day or the currency. */
interface Slot {
  readonly date: PayoutDate;
  readonly key: string;
  readonly about: string;
  readonly command: string;
}

async function ask(deps: ScheduleDeps, slot: Slot, wish: RunWish): Promise<readonly RunId[]> {
  const asked = {
    wish,
    date: slot.date,
    dryRun: false,
    by: SCHEDULE,
    idempotencyKey: scheduleKey(slot.key),
  };
  try {
    const { kind, runs } = await askForRuns(deps, asked, momentOf(deps));
    await settled(deps, slot);
    return kind === 'asked' ? runs : [];
  } catch (error) {
    if (!(error instanceof RunRefused)) throw error;
    // Somebody was faster. Of a file with several currencies the others would wait for ever, and a person hears of it.
    if (error.code === 'already_run' && (await isAllRun(deps, slot.date, wish))) await settled(deps, slot);
    else await notBegun(deps, slot, `The schedule could not begin the run of ${slot.date}: ${error.message}`);
    return [];
  }
}

async function isAllRun({ db }: ScheduleDeps, date: PayoutDate, wish: RunWish): Promise<boolean> {
  const codes = wish.mode === 'payout' ? [wish.currency] : wish.earnings.map((line) => line.currency);
  for (const currency of new Set(codes)) {
    const runs = await runsOf(db, { date, currency, mode: wish.mode, dryRun: false });
    if (runs.length === 0) return false;
  }
  return true;
}

const attentionKey = ({ about }: Slot): string => `${scheduleSubject(about)}:payout_not_begun`;

async function settled(deps: ScheduleDeps, slot: Slot): Promise<void> {
  await settleAttention(deps.db, attentionKey(slot), SCHEDULE, momentOf(deps));
}

async function notBegun(deps: ScheduleDeps, slot: Slot, message: string): Promise<void> {
  const attention = {
    key: attentionKey(slot),
    subject: scheduleSubject(slot.about),
    kind: 'payout_not_begun',
    message,
    command: slot.command,
  };
  await raiseAttention(deps.db, attention, momentOf(deps));
}
