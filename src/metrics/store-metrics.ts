import { toClock, type Clock } from '../domain/clock';
import type { Database } from '../store/database';
import type { MetricName } from './catalogue';
import type { Metrics } from './index';
import { readStoreFigures, type StoreFigures } from './store-figures';

export interface StoreMetricsOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
}

/** Wall time: several scrapers, or one in haste, cost the database no more than one. */
const HOLDS_MS = 10_000;

const BY_LABEL: readonly MetricName[] = [
  'recoup_owed_minor',
  'recoup_cases_open',
  'recoup_next_clearing_seconds',
  'recoup_moves_unsettled',
  'recoup_attention_open',
  'recoup_attention_oldest_seconds',
];

/** What the books and queues say, read when somebody scrapes. Every worker shows the same: take the maximum. */
export function addStoreMetrics(metrics: Metrics, { db, clock, wallNow }: StoreMetricsOptions): void {
  let readMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;
  const read = async (): Promise<void> => {
    try {
      const figures = await readStoreFigures(db, toClock(clock, wallNow()));
      show(metrics, figures, toClock(clock, wallNow()));
      metrics.set('recoup_store_reachable', 1);
    } catch {
      // The other figures stay as they were: an alert on this one says that they are old.
      metrics.set('recoup_store_reachable', 0);
    } finally {
      readMs = wallNow();
      reading = null;
    }
  };
  metrics.before(async () => {
    if (wallNow() - readMs < HOLDS_MS) return;
    reading ??= read();
    await reading;
  });
}

function show(metrics: Metrics, figures: StoreFigures, clockNowMs: number): void {
  for (const name of BY_LABEL) metrics.clear(name);
  showOwed(metrics, figures.owed, clockNowMs);
  for (const { state, count } of figures.moves) metrics.set('recoup_moves_unsettled', count, { state });
  metrics.set(
    'recoup_moves_unsettled_oldest_seconds',
    Math.max(0, ...figures.moves.map((row) => row.oldest)),
  );
  for (const { kind, count, oldest } of figures.attention) {
    metrics.set('recoup_attention_open', count, { kind });
    metrics.set('recoup_attention_oldest_seconds', oldest, { kind });
  }
  const { backlog, door } = figures;
  metrics.set('recoup_inbox_unrouted', backlog.unrouted);
  metrics.set('recoup_inbox_oldest_seconds', backlog.unrouted_oldest ?? 0);
  metrics.set('recoup_inbox_set_aside', backlog.inbox_set_aside);
  metrics.set('recoup_wakes_due', backlog.due);
  metrics.set('recoup_wakes_oldest_seconds', backlog.due_oldest ?? 0);
  metrics.set('recoup_wakes_set_aside', backlog.wakes_set_aside);
  metrics.set('recoup_notices_due', backlog.notices);
  metrics.set('recoup_notices_oldest_seconds', backlog.notices_oldest ?? 0);
  metrics.set('recoup_notices_failed', backlog.notices_failed);
  if (backlog.last_webhook !== null) metrics.set('recoup_last_webhook_seconds', backlog.last_webhook);
  metrics.set('recoup_door_acting', door.mode === 'act' ? 1 : 0);
  metrics.set('recoup_door_frozen', door.frozen ? 1 : 0);
}

function showOwed(metrics: Metrics, rows: StoreFigures['owed'], clockNowMs: number): void {
  for (const { currency, age, shortfall, claims } of rows) {
    metrics.set('recoup_owed_minor', shortfall, { currency, form: 'shortfall', age });
    metrics.set('recoup_owed_minor', claims, { currency, form: 'claims', age });
  }
  for (const currency of new Set(rows.map((row) => row.currency))) {
    const group = rows.filter((row) => row.currency === currency);
    const cases = group.reduce((sum, row) => sum + row.cases, 0);
    const clearsMs = Math.min(...group.map((row) => row.clears));
    metrics.set('recoup_cases_open', cases, { currency });
    metrics.set('recoup_next_clearing_seconds', (clearsMs - clockNowMs) / 1_000, { currency });
  }
}
