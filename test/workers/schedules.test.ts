import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ScheduleNotFoundError } from '@temporalio/client';
import { WALL_CLOCK } from '../../src/domain/clock';
import { defaultPolicy } from '../../src/policy-file';
import { ensureSchedules } from '../../src/workers/schedules';
import {
  DAILY_DIGEST,
  DIGEST_SCHEDULE,
  PAYOUT_SCHEDULE,
  PAYOUT_SCHEDULED,
  RESERVE_SCHEDULE,
} from '../../src/workflows/messages';
import { devServer, type TemporalForTests } from '../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await devServer();
}, 60_000);
afterAll(() => temporal.close());

const specOf = async (schedule: string) => {
  const { spec, action } = await temporal.client.schedule.getHandle(schedule).describe();
  return { hours: spec.calendars?.map(({ hour }) => hour), zone: spec.timezone, does: action.workflowType };
};

test('the digest runs at the hour of the policy in its zone, also after both have changed', async () => {
  const { digest, payouts } = defaultPolicy();
  const at = (hour: number) => [[{ start: hour, end: hour, step: 1 }]];
  await ensureSchedules(temporal.client, WALL_CLOCK, { digest, payouts });
  expect(await specOf(DIGEST_SCHEDULE)).toEqual({ hours: at(8), zone: 'UTC', does: DAILY_DIGEST });
  const moved = { ...digest, hour: 7, timeZone: 'Europe/Berlin' };
  await ensureSchedules(temporal.client, WALL_CLOCK, { digest: moved, payouts });
  expect(await specOf(DIGEST_SCHEDULE)).toEqual({ hours: at(7), zone: 'Europe/Berlin', does: DAILY_DIGEST });
  expect(await specOf(RESERVE_SCHEDULE)).toMatchObject({ hours: at(5), zone: 'UTC' });
}, 60_000);

test('payout runs have a schedule only while the policy wants one; files are looked for until the day ends', async () => {
  const { digest, payouts } = defaultPolicy();
  const ensure = (more: Partial<typeof payouts>) =>
    ensureSchedules(temporal.client, WALL_CLOCK, { digest, payouts: { ...payouts, ...more } });
  await ensure({});
  await expect(specOf(PAYOUT_SCHEDULE)).rejects.toThrow(ScheduleNotFoundError);
  await ensure({ schedule: 'payout', hour: 7, timeZone: 'Europe/Berlin' });
  expect(await specOf(PAYOUT_SCHEDULE)).toEqual({
    hours: [[{ start: 7, end: 7, step: 1 }]],
    zone: 'Europe/Berlin',
    does: PAYOUT_SCHEDULED,
  });
  await ensure({ schedule: 'transfer', hour: 7 });
  expect(await specOf(PAYOUT_SCHEDULE)).toMatchObject({
    hours: [[{ start: 7, end: 23, step: 1 }]],
    zone: 'UTC',
  });
  await ensure({ schedule: 'none' });
  await expect(specOf(PAYOUT_SCHEDULE)).rejects.toThrow(ScheduleNotFoundError);
}, 60_000);
