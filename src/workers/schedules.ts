import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleSpec,
} from '@temporalio/client';
import { type Clock, DAY_MS } from '../domain/clock';
import type { Policy } from '../domain/policy/policy';
import {
  BALANCE_SWEEP,
  DAILY_DIGEST,
  DIGEST_SCHEDULE,
  FULL_CHECK_SCHEDULE,
  PAYOUT_SCHEDULE,
  PAYOUT_SCHEDULED,
  RESERVE_RECONCILIATION,
  RESERVE_SCHEDULE,
  SWEEP_SCHEDULE,
  TASK_QUEUE,
} from '../workflows/messages';

interface Scheduled {
  readonly scheduleId: string;
  readonly workflowType: string;
  readonly args: (clock: Clock) => readonly [object];
  /** Where a day is a day, in the time zone. */
  readonly calendar: NonNullable<ScheduleSpec['calendars']>[number];
  /** IANA name; UTC where none is named. */
  readonly timeZone?: string;
  /** Where days are short: every so many of them, but at most once a second. */
  readonly everyDays: number;
  /** The first run begins with the schedule. */
  readonly atOnce: boolean;
}

type SchedulePolicy = Pick<Policy, 'digest' | 'payouts'>;

const schedulesFor = ({ digest, payouts }: SchedulePolicy): readonly Scheduled[] => [
  // The first sweep begins now: it looks back one day only.
  {
    scheduleId: SWEEP_SCHEDULE,
    workflowType: BALANCE_SWEEP,
    args: (clock) => [{ clock }],
    calendar: { hour: '*', minute: 10 },
    everyDays: 1,
    atOnce: true,
  },
  {
    scheduleId: RESERVE_SCHEDULE,
    workflowType: RESERVE_RECONCILIATION,
    args: (clock) => [{ clock, kind: 'daily' }],
    calendar: { hour: 5, minute: 40 },
    everyDays: 1,
    atOnce: false,
  },
  {
    scheduleId: FULL_CHECK_SCHEDULE,
    workflowType: RESERVE_RECONCILIATION,
    args: (clock) => [{ clock, kind: 'full' }],
    calendar: { dayOfWeek: 'SUNDAY', hour: 2, minute: 40 },
    everyDays: 7,
    atOnce: false,
  },
  {
    scheduleId: DIGEST_SCHEDULE,
    workflowType: DAILY_DIGEST,
    args: (clock) => [{ clock }],
    // A minute late: by a worker whose clock is behind, the hour would not have come yet.
    calendar: { hour: digest.hour, minute: 1 },
    timeZone: digest.timeZone,
    everyDays: 1,
    atOnce: false,
  },
  ...payoutSchedule(payouts),
];

const payoutSchedule = ({ schedule, hour, timeZone }: Policy['payouts']): readonly Scheduled[] =>
  schedule === 'none'
    ? []
    : [
        {
          scheduleId: PAYOUT_SCHEDULE,
          workflowType: PAYOUT_SCHEDULED,
          args: (clock) => [{ clock }],
          // A file may come late: it is looked for each hour until the day's end.
          calendar: { hour: schedule === 'transfer' ? { start: hour, end: 23 } : hour, minute: 1 },
          timeZone,
          everyDays: 1,
          atOnce: false,
        },
      ];

/** Creates the schedules, or brings those that are there to what version and policy want. */
export async function ensureSchedules(
  temporal: Client,
  clock: Clock,
  policy: SchedulePolicy,
  taskQueue = TASK_QUEUE,
): Promise<void> {
  for (const schedule of schedulesFor(policy)) await ensureSchedule(temporal, clock, taskQueue, schedule);
  if (policy.payouts.schedule === 'none') await removeSchedule(temporal, PAYOUT_SCHEDULE);
}

async function removeSchedule(temporal: Client, scheduleId: string): Promise<void> {
  try {
    await temporal.schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

async function ensureSchedule(
  temporal: Client,
  clock: Clock,
  taskQueue: string,
  { scheduleId, workflowType, args, atOnce, ...times }: Scheduled,
): Promise<void> {
  const wanted = {
    spec: specOf(clock, times),
    action: {
      type: 'startWorkflow' as const,
      workflowType,
      workflowId: scheduleId,
      taskQueue,
      args: [...args(clock)],
    },
    // What was missed while everything was down is read by the next run: every list, round and search has a
    // cursor, the digest writes the days that nobody was told of, and payout runs take the files of missed days.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' as const },
  };
  try {
    await temporal.schedule.create({
      scheduleId,
      ...wanted,
      ...(atOnce ? { state: { triggerImmediately: true } } : {}),
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await temporal.schedule.getHandle(scheduleId).update((now) => ({ ...now, ...wanted }));
  }
}

function specOf(
  clock: Clock,
  { calendar, timeZone, everyDays }: Pick<Scheduled, 'calendar' | 'timeZone' | 'everyDays'>,
): ScheduleSpec {
  if (clock.msPerDay === DAY_MS) return { calendars: [calendar], timezone: timeZone ?? 'UTC' };
  return { intervals: [{ every: Math.max(1_000, everyDays * clock.msPerDay) }] };
}
