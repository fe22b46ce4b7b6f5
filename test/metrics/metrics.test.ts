import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import { createMetrics } from '../../src/metrics';
import { CATALOGUE, TEMPORAL_METRICS } from '../../src/metrics/catalogue';
import { addStoreMetrics } from '../../src/metrics/store-metrics';
import { countStripeCall } from '../../src/metrics/stripe-metrics';
import { raiseAttention } from '../../src/store/attention';
import { read, spans } from '../docs/pages';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');

describe('what the store says', () => {
  let database: FreshDatabase;
  let nowMs: number;
  beforeEach(async () => {
    database = await freshDatabase();
    nowMs = NOW_MS;
  });
  afterEach(() => database.close());

  const openCase = (
    account: string,
    negativeForDays: number,
    shortfallMinor: number,
    claimsMinor: number,
  ) => {
    const negativeSinceMs = NOW_MS - negativeForDays * DAY_MS;
    return database.db
      .insertInto('cases')
      .values({
        account,
        currency: 'usd',
        workflow_id: `case:${account}:usd`,
        state: 'collecting',
        opened_clock: new Date(negativeSinceMs),
        negative_since_clock: new Date(negativeSinceMs),
        clears_clock: new Date(negativeSinceMs + 180 * DAY_MS),
        shortfall_minor: shortfallMinor,
        claims_minor: claimsMinor,
      })
      .execute();
  };
  const metricsOfStore = () => {
    const metrics = createMetrics();
    addStoreMetrics(metrics, { db: database.db, clock: WALL_CLOCK, wallNow: () => nowMs });
    return metrics;
  };

  test('owed by age and currency, cases, the next clearing, attention, backlogs, the door', async () => {
    await openCase('acct_young', 3, 1_000, 0);
    await openCase('acct_old', 100, 5_000, 700);
    await openCase('acct_older', 120, 2_000, 0);
    const moment = { wallMs: Date.now() - 60_000, clockMs: NOW_MS };
    const attention = { key: 'k', subject: 'case:1', kind: 'gate', message: 'm', command: null };
    await database.db.transaction().execute((tx) => raiseAttention(tx, attention, moment));
    const text = await metricsOfStore().read();
    expect(text).toContain('recoup_owed_minor{currency="usd",form="shortfall",age="0-7"} 1000');
    expect(text).toContain('recoup_owed_minor{currency="usd",form="shortfall",age="91-180"} 7000');
    expect(text).toContain('recoup_owed_minor{currency="usd",form="claims",age="91-180"} 700');
    expect(text).toContain('recoup_cases_open{currency="usd"} 3');
    expect(text).toContain(`recoup_next_clearing_seconds{currency="usd"} ${(60 * DAY_MS) / 1_000}`);
    expect(text).toContain('recoup_attention_open{kind="gate"} 1');
    expect(text).toMatch(/recoup_attention_oldest_seconds\{kind="gate"\} (5\d|6\d)/);
    expect(text).toMatch(/recoup_inbox_unrouted 0[^]*recoup_wakes_due 0[^]*recoup_notices_due 0/);
    expect(text).toContain('recoup_door_acting 0');
    expect(text).toContain('recoup_store_reachable 1');
  });

  test('is asked once in ten seconds, however many ask; what is gone is not shown on', async () => {
    await openCase('acct_paid', 3, 1_000, 0);
    const metrics = metricsOfStore();
    expect(await metrics.read()).toContain('age="0-7"} 1000');
    await database.db
      .updateTable('cases')
      .set({ closed_clock: new Date(NOW_MS) })
      .execute();
    nowMs += 9_999;
    expect(await metrics.read()).toContain('age="0-7"} 1000');
    nowMs += 1;
    expect(await metrics.read()).not.toContain('age="0-7"');
  });

  test('says that it cannot be read, and does not fail the others', async () => {
    await openCase('acct_any', 3, 1_000, 0);
    const metrics = metricsOfStore();
    await database.db.destroy();
    const text = await metrics.read();
    expect(text).toContain('recoup_store_reachable 0');
    expect(text).toContain('process_cpu_seconds_total');
  });
});

test.each([
  [200, 'ok'],
  [400, 'refused'],
  [402, 'refused'],
  [401, 'denied'],
  [403, 'denied'],
  [429, 'rate_limited'],
  [500, 'error'],
  [null, 'no_answer'],
])('an answer of %p from Stripe counts as %s', async (status, outcome) => {
  const metrics = createMetrics();
  countStripeCall(metrics, { method: 'POST', priority: 'money', waitedMs: 30, tookMs: 200, status });
  const text = await metrics.read();
  expect(text).toContain(`recoup_stripe_requests_total{method="POST",outcome="${outcome}"} 1`);
  expect(text).toContain('recoup_stripe_bucket_wait_seconds_bucket{le="0.05",priority="money"} 1');
  expect(text).toContain('recoup_stripe_request_seconds_sum{method="POST"} 0.2');
});

test('a metric is used as what it is', () => {
  const metrics = createMetrics();
  expect(() => metrics.count('recoup_cases_open')).toThrow('recoup_cases_open is a gauge');
  expect(() => metrics.set('recoup_moves_total', 1)).toThrow('recoup_moves_total is a counter');
});

describe('docs/metrics.md', () => {
  const page = read('docs/metrics.md');
  const named = new Set(spans(page).flatMap((span) => span.match(/\b(?:recoup|temporal)_\w+/g) ?? []));
  const all = [...Object.keys(CATALOGUE), ...TEMPORAL_METRICS];

  test('has every metric, with its labels', () => {
    expect(all.filter((name) => !named.has(name))).toEqual([]);
    for (const [name, { labels }] of Object.entries(CATALOGUE)) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``));
      expect({ name, labels: labels.filter((label) => row?.includes(`\`${label}\``) !== true) }).toEqual({
        name,
        labels: [],
      });
    }
  });

  test('names none that there is not, in its alerts either', () => {
    const fences = [...page.matchAll(/```[^]*?```/g)].join('\n');
    const used = [...named, ...(fences.match(/\b(?:recoup|temporal)_\w+/g) ?? [])];
    const base = (name: string) => name.replace(/_(bucket|sum|count)$/, '');
    const known = new Set<string>(all.map(base));
    expect(used.filter((name) => !known.has(base(name)))).toEqual([]);
  });
});
