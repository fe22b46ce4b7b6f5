import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../../store/database';

/** One line of what happened, by the clock. */
export interface TimelineLine {
  readonly clockMs: number;
  readonly kind: 'decision' | 'move' | 'notice' | 'event' | 'entry' | 'attention';
  /** What exactly: a kind of decision, a type of event, a rung. */
  readonly what: string;
  /** How it ended or stands: a verdict, a state. */
  readonly state: string | null;
  readonly detail: string | null;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  /** What it can be looked up by: a move's key, an event's number, a decision's id. */
  readonly ref: string;
}

/** What a timeline is drawn from. Rows may name a case by its number or by its workflow. */
export interface TimelineScope {
  readonly subjects: readonly string[];
  readonly workflowId: string;
  /** Entries and moves of this account in this currency, and moves for this cause. */
  readonly account: string | null;
  readonly currency: string | null;
  readonly cause: string | null;
  readonly fromMs: number;
  readonly toMs: number | null;
}

const FARTHEST_MS = 253_402_300_799_000;

/** The newest lines first. Sources that record wall time only are placed by `toClock`. */
export async function readTimeline(
  db: Database,
  scope: TimelineScope,
  toClock: (wallMs: number) => number,
  limit: number,
): Promise<readonly TimelineLine[]> {
  const from = new Date(scope.fromMs);
  const to = new Date(scope.toMs ?? FARTHEST_MS);
  const subjects = sql`${[...scope.subjects, scope.workflowId]}::text[]`;
  const ofAccount: RawBuilder<boolean> = sql`(account = ${scope.account} and currency = ${scope.currency})`;
  const decisions = await lines(
    db,
    sql`
    select made_clock as "clockMs", 'decision' as kind, kind as what, verdict as state, reason as detail,
      null as "amountMinor", null as currency, decision_id as ref
    from decisions where subject = any(${subjects}) and made_clock between ${from} and ${to}
    order by seq desc limit ${limit}`,
  );
  const moves = await lines(
    db,
    sql`
    select created_clock as "clockMs", 'move' as kind, kind as what, state, failure_code as detail,
      amount_minor as "amountMinor", currency, key as ref
    from money_moves
    where (workflow_id = ${scope.workflowId} or cause = ${scope.cause} or ${ofAccount})
      and created_clock between ${from} and ${to}
    order by created_clock desc limit ${limit}`,
  );
  const entries = await lines(
    db,
    sql`
    select e.effective_clock as "clockMs", 'entry' as kind, e.kind as what, e.note as state, null as detail,
      sum(p.amount_minor) filter (where p.book in ('free', 'owed')) as "amountMinor", p.currency, e.key as ref
    from entries e join postings p using (entry_id)
    where e.balance_transaction is not null and e.account = ${scope.account} and p.currency = ${scope.currency}
      and e.effective_clock between ${from} and ${to}
    group by e.entry_id, p.currency having count(*) filter (where p.book in ('free', 'owed')) > 0
    order by e.effective_clock desc limit ${limit}`,
  );
  const notices = await lines(
    db,
    sql`
    select created_clock as "clockMs", 'notice' as kind, rung || ' to ' || audience as what, state,
      coalesce(rendered ->> 'subject', error) as detail, null as "amountMinor", null as currency,
      notice_id::text as ref
    from notices where subject = any(${subjects}) order by notice_id desc limit ${limit}`,
  );
  const attention = await lines(
    db,
    sql`
    select raised_clock as "clockMs", 'attention' as kind, kind as what,
      case when settled_at is null then 'open' else 'settled by ' || settled_by end as state, message as detail,
      null as "amountMinor", null as currency, key as ref
    from attention where subject = any(${subjects}) and raised_clock between ${from} and ${to}
    order by attention_id desc limit ${limit}`,
  );
  const events = await lines(
    db,
    sql`
    select e.received_at as "clockMs", 'event' as kind, e.type as what, e.state,
      case when e.deliveries > 1 then 'came ' || e.deliveries || ' times' end as detail,
      null as "amountMinor", null as currency, e.seq::text as ref
    from events e join event_wakes w on w.event_seq = e.seq
    where w.target = any(${subjects}) order by e.seq desc limit ${limit}`,
  );
  const placed = events
    .map((line) => ({ ...line, clockMs: toClock(line.clockMs) }))
    .filter((line) => line.clockMs >= scope.fromMs && line.clockMs <= (scope.toMs ?? FARTHEST_MS));
  return [...placed, ...entries, ...decisions, ...moves, ...notices, ...attention]
    .toSorted((a, b) => b.clockMs - a.clockMs)
    .slice(0, limit);
}

async function lines(db: Database, query: RawBuilder<TimelineLine>): Promise<readonly TimelineLine[]> {
  return (await query.execute(db)).rows;
}
