import { sql } from 'kysely';
import { accountId, caseWorkflowId, disputeId, disputeWorkflowId } from '../domain/ids';
import { currency } from '../domain/money';
import { assertNever } from '../domain/never';
import type { Tx } from './database';
import type { RaiseWake, WakeClass } from './ports';
import type { WakeSubject } from './schema';

/** Relays listen here: something new in the inbox or among the wakes. The payload says nothing. */
export const RELAY_CHANNEL = 'recoup_relay';

/** A wake's key: the id of the workflow it goes to, or `account:<acct>` for a look at an account. */
export function wakeTarget(subject: WakeSubject): string {
  switch (subject.kind) {
    case 'case':
      return caseWorkflowId(accountId(subject.account), currency(subject.currency));
    case 'dispute':
      return disputeWorkflowId(disputeId(subject.dispute));
    case 'account':
      return `account:${accountId(subject.account)}`;
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
