import { sql, type Selectable } from 'kysely';
import { DAY_MS } from '../../domain/clock';
import { accountId } from '../../domain/ids';
import { currency as code } from '../../domain/money';
import type { Account } from '../../store/accounts';
import type { CaseRow } from '../../store/cases';
import type { Database } from '../../store/database';
import type { Decision } from '../../store/decisions';
import { recoveredByMethod, type RecoveredPart } from '../../store/recovered';
import type { Schema } from '../../store/schema';
import type { DisputeRow } from './lists';
import { readNeeds, type Need } from './needs';
import { readTimeline, type TimelineLine } from './timeline';

const TIMELINE_LINES = 400;
/** What put an account below zero is booked at the hour at which it did, and decided shortly before. */
const LEAD_MS = DAY_MS;

/** Wall time now, and what places a wall instant on the clock. */
export interface Times {
  readonly wallMs: number;
  readonly toClock: (wallMs: number) => number;
}

/** Of what is owed, one cause and part. Minor units of the case's currency. */
export interface OwedRow {
  readonly cause: string;
  readonly part: string;
  readonly amountMinor: number;
}

export interface OpenClaim extends OwedRow {
  readonly claimId: string;
  readonly form: string;
}

export interface CaseView {
  readonly row: CaseRow;
  readonly account: Account | null;
  readonly needs: readonly Need[];
  readonly shortfall: readonly OwedRow[];
  readonly claims: readonly OpenClaim[];
  readonly recovered: readonly RecoveredPart[];
  readonly timeline: readonly TimelineLine[];
}

export async function readCase(db: Database, number: number, times: Times): Promise<CaseView | null> {
  const row = await db.selectFrom('cases').selectAll().where('number', '=', number).executeTakeFirst();
  if (row === undefined) return null;
  const { account, currency } = row;
  const fromMs = Math.min(row.negative_since_clock, row.opened_clock) - LEAD_MS;
  const toMs = row.closed_clock;
  const timeline = await readTimeline(
    db,
    {
      subjects: [`case:${number}`],
      workflowId: row.workflow_id,
      account,
      currency,
      cause: null,
      fromMs,
      toMs,
    },
    times.toClock,
    TIMELINE_LINES,
  );
  return {
    row,
    account: (await accountOf(db, account)) ?? null,
    needs: toMs === null ? await needsOf(db, [row.workflow_id, `case:${number}`], times.wallMs) : [],
    shortfall: toMs === null ? await owedByCause(db, account, currency) : [],
    claims: toMs === null ? await openClaims(db, account, currency) : [],
    recovered: await recoveredByMethod(db, accountId(account), code(currency), row.negative_since_clock),
    timeline,
  };
}

export async function needsOf(
  db: Database,
  subjects: readonly string[],
  wallMs: number,
): Promise<readonly Need[]> {
  return (await readNeeds(db, wallMs)).filter((need) => subjects.includes(need.subject));
}

function accountOf(db: Database, account: string): Promise<Account | undefined> {
  return db.selectFrom('accounts').selectAll().where('account', '=', account).executeTakeFirst();
}

async function owedByCause(db: Database, account: string, currency: string): Promise<readonly OwedRow[]> {
  const { rows } = await sql<OwedRow>`
    select cause, part, -sum(amount_minor) as "amountMinor" from postings
    where account = ${account} and currency = ${currency} and book = 'owed'
    group by cause, part having sum(amount_minor) <> 0 order by min(since_clock), part`.execute(db);
  return rows;
}

async function openClaims(db: Database, account: string, currency: string): Promise<readonly OpenClaim[]> {
  const { rows } = await sql<OpenClaim>`
    select c.claim_id as "claimId", c.form, c.cause, c.part, sum(p.amount_minor) as "amountMinor"
    from claims c join postings p on p.claim_id = c.claim_id and p.book = 'claim'
    where c.account = ${account} and c.currency = ${currency}
    group by c.claim_id having sum(p.amount_minor) <> 0 order by c.since_clock`.execute(db);
  return rows;
}

/** What the books say of one seller's part in a dispute or refund, in the currency of the cause (R7). */
export interface PartRow {
  readonly account: string;
  readonly currency: string;
  readonly part: string;
  readonly takenMinor: number;
  readonly openClaimsMinor: number;
  readonly writtenOffMinor: number;
}

export async function partsOfCause(db: Database, cause: string): Promise<readonly PartRow[]> {
  const { rows } = await sql<PartRow>`
    select account, currency, part,
      coalesce(sum(amount_minor) filter (where book = 'taken'), 0) as "takenMinor",
      coalesce(sum(amount_minor) filter (where book = 'claim'), 0) as "openClaimsMinor",
      coalesce(sum(amount_minor) filter (where book = 'written_off'), 0) as "writtenOffMinor"
    from postings
    where cause = ${cause} and part is not null and book in ('taken', 'claim', 'written_off')
    group by account, currency, part order by account, part desc`.execute(db);
  return rows;
}

export interface DisputeView {
  readonly row: DisputeRow;
  readonly needs: readonly Need[];
  readonly parts: readonly PartRow[];
  readonly answers: readonly AnswerRow[];
  readonly timeline: readonly TimelineLine[];
}

/** What a person decided about a dispute, as it stands. */
export type AnswerRow = Selectable<Schema['dispute_answers']>;

export async function readDispute(
  db: Database,
  disputeId: string,
  times: Times,
): Promise<DisputeView | null> {
  const row = await db
    .selectFrom('disputes')
    .selectAll()
    .where('dispute_id', '=', disputeId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const parts = await partsOfCause(db, disputeId);
  const answers = await db
    .selectFrom('dispute_answers')
    .selectAll()
    .where('dispute_id', '=', disputeId)
    .orderBy('said_clock')
    .execute();
  const scope = {
    subjects: [],
    workflowId: row.workflow_id,
    account: null,
    currency: null,
    cause: disputeId,
    fromMs: 0,
    toMs: null,
  };
  const needs = await needsOf(db, [row.workflow_id], times.wallMs);
  const timeline = await readTimeline(db, scope, times.toClock, TIMELINE_LINES);
  return { row, needs, parts, answers, timeline };
}

export interface MoveView {
  readonly row: Selectable<Schema['money_moves']>;
  readonly decision: Decision | null;
}

export async function readMove(db: Database, key: string): Promise<MoveView | null> {
  const row = await db.selectFrom('money_moves').selectAll().where('key', '=', key).executeTakeFirst();
  if (row === undefined) return null;
  const decision = await db
    .selectFrom('decisions')
    .selectAll()
    .where('decision_id', '=', row.decision_id)
    .executeTakeFirst();
  return { row, decision: decision ?? null };
}
