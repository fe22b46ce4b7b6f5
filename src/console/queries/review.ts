import { sql } from 'kysely';
import { accountId, reviewWorkflowId } from '../../domain/ids';
import type { Database } from '../../store/database';
import { type ActRow, actsOf } from '../../store/review-acts';
import type { ReviewRow } from '../../store/reviews';
import type { Page } from './lists';
import type { Need } from './needs';
import { needsOf, type Times } from './one';
import { readTimeline, type TimelineLine } from './timeline';

export interface ReviewView {
  readonly row: ReviewRow;
  readonly holdReasons: readonly string[];
  readonly needs: readonly Need[];
  readonly acts: readonly ActRow[];
  /** Earlier ones of the same account, the newest first. */
  readonly earlier: readonly ReviewRow[];
  readonly timeline: readonly TimelineLine[];
}

const TIMELINE_LINES = 400;
const EARLIER = 20;

/** The newest review of an account. */
export async function readReview(db: Database, account: string, times: Times): Promise<ReviewView | null> {
  const [row, ...earlier] = await db
    .selectFrom('reviews')
    .selectAll()
    .where('account', '=', account)
    .orderBy('number', 'desc')
    .limit(1 + EARLIER)
    .execute();
  if (row === undefined) return null;
  const stored = await db
    .selectFrom('accounts')
    .select('hold_reasons')
    .where('account', '=', account)
    .executeTakeFirst();
  const workflowId = reviewWorkflowId(accountId(account));
  const scope = {
    subjects: [`review:${row.number}`],
    workflowId,
    account: null,
    currency: null,
    cause: null,
    fromMs: 0,
    toMs: null,
  };
  return {
    row,
    holdReasons: stored?.hold_reasons ?? [],
    needs: await needsOf(db, [workflowId], times.wallMs),
    acts: await actsOf(db, account, EARLIER),
    earlier,
    timeline: await readTimeline(db, scope, times.toClock, TIMELINE_LINES),
  };
}

/** Open ones first, of these what needs a person; then the newest. */
export async function readReviews(db: Database, limit: number): Promise<Page<ReviewRow>> {
  const rows = await db
    .selectFrom('reviews')
    .selectAll()
    .orderBy(sql`closed_clock is null`, 'desc')
    .orderBy('needs_human', 'desc')
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  const { total } = await db
    .selectFrom('reviews')
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { rows, total };
}
