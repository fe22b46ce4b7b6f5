import { sql, type Selectable } from 'kysely';
import type { Database } from '../../store/database';
import type { Schema } from '../../store/schema';
import type { CaseRow } from '../../store/cases';

export type DisputeRow = Selectable<Schema['disputes']>;
export type NoticeRow = Omit<Selectable<Schema['notices']>, 'params' | 'rendered'>;

/** A page of a list, newest first, and whether there is more of it. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

async function page<Row>(rows: Promise<Row[]>, total: Promise<{ total: number }>): Promise<Page<Row>> {
  return { rows: await rows, total: (await total).total };
}

/** Those that need a person first, then by what is owed for longest. */
export async function readOpenCases(db: Database, limit: number): Promise<Page<CaseRow>> {
  const open = db.selectFrom('cases').where('closed_clock', 'is', null);
  return page(
    open.selectAll().orderBy('needs_human', 'desc').orderBy('clears_clock').limit(limit).execute(),
    open.select((row) => row.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  );
}

export async function readClosedCases(db: Database, limit: number): Promise<Page<CaseRow>> {
  const closed = db.selectFrom('cases').where('closed_clock', 'is not', null);
  return page(
    closed.selectAll().orderBy('closed_clock', 'desc').limit(limit).execute(),
    closed.select((row) => row.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  );
}

/** Open ones before closed ones, the newest first. */
export async function readDisputes(db: Database, limit: number): Promise<Page<DisputeRow>> {
  return page(
    db
      .selectFrom('disputes')
      .selectAll()
      .orderBy(sql`closed_clock is not null`)
      .orderBy('opened_clock', 'desc')
      .limit(limit)
      .execute(),
    db
      .selectFrom('disputes')
      .select((row) => row.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow(),
  );
}

export interface MoveRow {
  readonly key: string;
  readonly kind: string;
  readonly part: string;
  readonly cause: string;
  readonly account: string;
  readonly currency: string;
  readonly amount_minor: number;
  readonly state: string;
  readonly stripe_id: string | null;
  readonly failure_code: string | null;
  readonly decision_id: string;
  readonly created_clock: number;
}

export async function readMoves(db: Database, limit: number): Promise<Page<MoveRow>> {
  return page(
    db
      .selectFrom('money_moves')
      .select([
        'key',
        'kind',
        'part',
        'cause',
        'account',
        'currency',
        'amount_minor',
        'state',
        'stripe_id',
        'failure_code',
        'decision_id',
        'created_clock',
      ])
      .orderBy('created_clock', 'desc')
      .orderBy('key')
      .limit(limit)
      .execute(),
    db
      .selectFrom('money_moves')
      .select((row) => row.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow(),
  );
}

/** What failed first, then what waits, then what was sent last. */
export async function readNotices(db: Database, limit: number): Promise<Page<NoticeRow>> {
  return page(
    db
      .selectFrom('notices')
      .select([
        'notice_id',
        'subject',
        'rung',
        'audience',
        'template',
        'account',
        'level',
        'message_id',
        'send_at',
        'state',
        'attempts',
        'next_attempt_at',
        'error',
        'created_at',
        'created_clock',
        'sent_at',
      ])
      .orderBy(sql`case state when 'failed' then 0 when 'queued' then 1 else 2 end`)
      .orderBy('notice_id', 'desc')
      .limit(limit)
      .execute(),
    db
      .selectFrom('notices')
      .select((row) => row.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow(),
  );
}

/** What was decided and not done, newest first: in observe mode this is what would have moved. */
export type HeldRow = Pick<
  Selectable<Schema['decisions']>,
  'decision_id' | 'kind' | 'subject' | 'reason' | 'inputs' | 'action' | 'made_clock'
>;

export async function readHeld(db: Database, limit: number): Promise<readonly HeldRow[]> {
  return db
    .selectFrom('decisions')
    .select(['decision_id', 'kind', 'subject', 'reason', 'inputs', 'action', 'made_clock'])
    .where('verdict', '=', 'held')
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
}
