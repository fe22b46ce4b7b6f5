import { sql } from 'kysely';
import {
  accountId,
  caseWorkflowId,
  chargeId,
  disputeId,
  disputeWorkflowId,
  refundSubject,
  refundWorkflowId,
  reviewWorkflowId,
} from '../domain/ids';
import { currency } from '../domain/money';
import { assertNever } from '../domain/never';
import { readRunId } from '../domain/payout/run-id';
import type { Moment } from '../domain/clock';
import { settleAttention } from './attention';
import type { Database, Tx } from './database';
import type { RaiseWake, WakeClass } from './ports';
import type { WakeSubject } from './schema';

/** Relays listen here: something new in the inbox or among the wakes. The payload says nothing. */
export const RELAY_CHANNEL = 'recoup_relay';

/**
 * A wake's key: the id of the workflow it goes to, or what a relay looks at by itself: `account:<acct>`,
 * `warning:<charge>`, `payout_line:<number>`.
 */
export function wakeTarget(subject: WakeSubject): string {
  switch (subject.kind) {
    case 'case':
      return caseWorkflowId(accountId(subject.account), currency(subject.currency));
    case 'dispute':
      return disputeWorkflowId(disputeId(subject.dispute));
    case 'refund':
      return refundWorkflowId(refundSubject(subject.refund));
    case 'review':
      return reviewWorkflowId(accountId(subject.account));
    case 'account':
      return `account:${accountId(subject.account)}`;
    case 'warning':
      return `warning:${chargeId(subject.charge)}`;
    case 'payout_run':
      return readRunId(subject.run);
    case 'payout_line':
      return `payout_line:${subject.line}`;
    default:
      return assertNever(subject);
  }
}

export interface WakeToRaise {
  readonly subject: WakeSubject;
  readonly wakeClass: WakeClass;
  /** How many numbers to raise it by: one for each event that is behind it. */
  readonly by: number;
}

/**
 * Raises several targets and answers each one's new number. Rows are locked in the order of their targets, so that
 * transactions which raise the same ones wait for each other instead of deadlocking.
 */
export async function raiseWakes(
  tx: Tx,
  wakes: readonly WakeToRaise[],
): Promise<ReadonlyMap<string, number>> {
  const numbers = new Map<string, number>();
  const rows = wakes
    .map((wake) => ({ ...wake, target: wakeTarget(wake.subject) }))
    .sort((a, b) => (a.target < b.target ? -1 : Number(a.target > b.target)));
  for (const row of rows) {
    const dueAt =
      row.wakeClass === 'now' ? sql`now()` : sql`greatest(now(), coalesce(wakes.quiet_until, now()))`;
    const { rows: raised } = await sql<{ number: number }>`
      insert into wakes (target, kind, subject, number)
      values (${row.target}, ${row.subject.kind}, ${JSON.stringify(row.subject)}::jsonb, ${row.by})
      on conflict (target) do update set
        number = wakes.number + ${row.by},
        due_at = case when wakes.number > wakes.sent then least(wakes.due_at, ${dueAt}) else ${dueAt} end,
        set_aside_at = null
      returning number`.execute(tx);
    const number = raised[0]?.number;
    if (number === undefined) throw new Error(`the wake of ${row.target} was not raised`);
    numbers.set(row.target, number);
  }
  if (rows.length > 0) await notifyRelay(tx);
  return numbers;
}

/**
 * Raises one target by one. *now* is due at once and brings a waiting *soon* forward; *soon* is due when the look
 * gap since the last one sent has passed. What was set aside gets another attempt: there is news of it.
 */
export const raiseWake: RaiseWake = async (tx, subject, wakeClass) => {
  const numbers = await raiseWakes(tx, [{ subject, wakeClass, by: 1 }]);
  const [number] = numbers.values();
  if (number === undefined) throw new Error(`the wake of ${wakeTarget(subject)} was not raised`);
  return number;
};

/** Relays hear of it when the transaction commits; equal notifications of one transaction are sent once. */
export async function notifyRelay(tx: Tx): Promise<void> {
  await sql`select pg_notify(${RELAY_CHANNEL}, '')`.execute(tx);
}

/** A wake that a relay has taken: its own until it says what became of it, or until the lease is over. */
export interface TakenWake {
  readonly target: string;
  readonly subject: WakeSubject;
  /** The hint's number: it stands for every event up to it. */
  readonly number: number;
  /** Failures of its own so far. */
  readonly attempts: number;
}

/**
 * Takes due wakes for `leaseMs`; other relays pass them by. From now on, class *soon* waits for `lookGapMs`. What is
 * raised while a wake is taken is due by its own class when the wake comes back. Both spans are wall time.
 */
export async function takeDueWakes(
  db: Database,
  kinds: readonly WakeSubject['kind'][],
  { limit, leaseMs, lookGapMs }: { limit: number; leaseMs: number; lookGapMs: number },
): Promise<TakenWake[]> {
  const { rows } = await sql<TakenWake>`
    update wakes set
      leased_until = now() + ${leaseMs} * interval '1 millisecond',
      quiet_until = now() + ${lookGapMs} * interval '1 millisecond',
      due_at = now() + ${lookGapMs} * interval '1 millisecond'
    where target in (
      select target from wakes
      where number > sent and set_aside_at is null and kind = any(${kinds})
        and (case when leased_until is null then due_at else leased_until end) <= now()
      order by due_at limit ${limit} for update skip locked)
    returning target, subject, number, attempts`.execute(db);
  return rows;
}

/** The hint has arrived: every event behind it is handled, at this moment. */
export async function recordSent(tx: Tx, wake: TakenWake): Promise<void> {
  await sql`
    update wakes set sent = greatest(sent, ${wake.number}), last_sent_at = now(), leased_until = null,
      attempts = 0, error = null
    where target = ${wake.target}`.execute(tx);
  await sql`
    update event_wakes set handled_at = now()
    where target = ${wake.target} and number <= ${wake.number} and handled_at is null`.execute(tx);
}

/** Nobody could be reached, which is no fault of this wake: it stays due, however long that lasts. */
export async function giveBackWake(db: Database, wake: TakenWake): Promise<void> {
  await sql`update wakes set leased_until = null, due_at = now() where target = ${wake.target}`.execute(db);
}

/** Sending this one failed: it is tried again after `retryInMs` of wall time, or set aside where that is null. */
export async function recordSendFailure(
  tx: Tx,
  wake: TakenWake,
  error: string,
  retryInMs: number | null,
): Promise<void> {
  await sql`
    update wakes set attempts = attempts + 1, error = ${error}, leased_until = null,
      due_at = now() + ${retryInMs ?? 0} * interval '1 millisecond',
      set_aside_at = ${retryInMs === null ? sql`now()` : sql`null`}
    where target = ${wake.target}`.execute(tx);
}

/** The events behind a wake also stand behind one that it led to: "handled by" follows them to the workflow. */
export async function passOn(tx: Tx, from: TakenWake, to: { target: string; number: number }): Promise<void> {
  await sql`
    insert into event_wakes (event_seq, target, number)
    select event_seq, ${to.target}, ${to.number} from event_wakes
    where target = ${from.target} and number <= ${from.number} and handled_at is null
    on conflict (event_seq, target) do nothing`.execute(tx);
}

/** Attention about a wake that was set aside. */
export const wakeSetAsideKey = (target: string): string => `wake:${target}:set_aside`;

/** A person has a target told again, with new attempts. False where nothing was ever routed to it. */
export async function wakeAgain(tx: Tx, target: string, by: string, at: Moment): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update wakes set number = case when number = sent then number + 1 else number end,
      due_at = now(), attempts = 0, error = null, set_aside_at = null
    where target = ${target}`.execute(tx);
  await settleAttention(tx, wakeSetAsideKey(target), by, at);
  await notifyRelay(tx);
  return (numAffectedRows ?? 0n) > 0n;
}
