import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { digestActivities } from '../../src/activities/digest';
import { decisionsCommand } from '../../src/cli/decisions';
import { digestCommand } from '../../src/cli/digest';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import { dateOf } from '../../src/domain/digest/days';
import { defaultPolicy } from '../../src/policy-file';
import { writeSetting } from '../../src/store/settings';
import { fillDay } from '../support/digest-day';
import { DATE, WRITTEN_MS } from '../support/digest-day-time';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

let database: FreshDatabase;
let said: string[];
const before = process.env.DATABASE_URL;
beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.url;
  await writeSetting(database.db, 'clock', { originMs: WALL_CLOCK.originMs, msPerDay: WALL_CLOCK.msPerDay });
});
afterAll(async () => {
  if (before === undefined) delete process.env.DATABASE_URL;
  else process.env.DATABASE_URL = before;
  await database.close();
});
beforeEach(() => {
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
});

const digest = (...words: string[]) =>
  digestCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .parseAsync(words, { from: 'user' });

const activities = () =>
  digestActivities({
    db: database.db,
    policy: defaultPolicy(),
    clock: WALL_CLOCK,
    wallNow: () => WRITTEN_MS,
  });

describe('bin/recoup digest', () => {
  it('says where there is none yet when the first one comes', async () => {
    await expect(digest()).rejects.toThrow('a worker writes the first one at 8:00 (UTC)');
  });

  it.each(['2026-3-2', '2026-02-30', 'yesterday'])('does not take "%s" for a date', async (text) => {
    await expect(digest('--date', text)).rejects.toThrow('write year, month and day, such as 2026-11-22');
  });

  describe('with the days of a platform', () => {
    beforeAll(async () => {
      await fillDay(database.db);
      await activities().writeDigest(DATE);
      await activities().writeDigest('2026-03-04');
    });

    it('tells a day part by part, with what is behind it', async () => {
      await digest('--date', DATE);
      const text = said.join('\n');
      expect(text).toContain(
        'Almost did, and chose not to (3):\n  give back (3 times), 45.00 USD, dispute:dp_1',
      );
      expect(text).toMatch(/\n {4}bin\/recoup decisions show dec_\d+\n/);
      expect(text).toContain('Recovered, by method:\n  sales: 10.30 USD (2)\n  bank debit: -4.00 USD (1)');
    });

    it('tells the latest where no day is named, and all figures as JSON', async () => {
      await digest('--json');
      expect(JSON.parse(said.join('\n'))).toMatchObject({ date: '2026-03-04', schemaVersion: 1 });
    });

    it.each([
      ['today, which has not ended', dateOf(Math.floor(Date.now() / DAY_MS)), 'has not ended yet'],
      ['a day before the first', '2026-03-01', `the first one is of ${DATE}`],
      ['a day that was missed', '2026-03-03', 'no worker ran at its hour'],
    ])('refuses %s, and says why', async (_name, date, words) => {
      await expect(digest('--date', date)).rejects.toThrow(words);
    });
  });
});

describe('bin/recoup decisions show', () => {
  const show = (name: string) =>
    decisionsCommand().exitOverride().parseAsync(['show', name], { from: 'user' });

  it('prints the decision that a digest names, with what it saw', async () => {
    const last = await database.db
      .selectFrom('decisions')
      .select('decision_id')
      .where('verdict', '=', 'held')
      .orderBy('seq')
      .limit(1)
      .executeTakeFirstOrThrow();
    await show(last.decision_id);
    expect(JSON.parse(said.join('\n'))).toMatchObject({
      decision_id: last.decision_id,
      verdict: 'held',
      inputs: { held: { why: 'preflight' } },
      made_clock: expect.stringContaining('T'),
    });
  });

  it('says where there is none by that name', async () => {
    await expect(show('dec_999999')).rejects.toThrow('There is no decision dec_999999');
  });
});
