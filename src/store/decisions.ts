import { sql, type Selectable } from 'kysely';
import type { Moment } from '../domain/clock';
import type { Json } from '../domain/json';
import type { Database, Tx } from './database';
import { hashOf } from './hash';
import type { DecisionInput } from './ports';
import type { Schema } from './schema';

export type Decision = Selectable<Schema['decisions']>;

/** A decision with what it led to. `action` is what was decided on, exactly: approvals are bound to its hash. */
export interface NewDecision extends DecisionInput {
  readonly action: Json;
  readonly verdict: Decision['verdict'];
  /** The request that this answers, and who made it: the database refuses an answer by the requester. */
  readonly answers?: { readonly decisionId: string; readonly requester: string };
  /** The approval that this act uses up. */
  readonly uses?: string;
  /** Requests only, wall time: until when an answer counts. */
  readonly expiresAtMs?: number;
}

export const FIRST_HASH = '0'.repeat(64);
const CHAIN_LOCK = 7_265_001;

/**
 * Appends to the chain and answers the decision's id. The chain is locked until the transaction ends, so append as
 * late in it as you can.
 */
export async function appendDecision(tx: Tx, decision: NewDecision, at: Moment): Promise<string> {
  await sql`select pg_advisory_xact_lock(${CHAIN_LOCK})`.execute(tx);
  const head = await tx
    .selectFrom('decisions')
    .select('hash')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const next = await sql<{ seq: number }>`select nextval('decisions_seq_seq') as seq`.execute(tx);
  const seq = next.rows[0]?.seq;
  if (seq === undefined) throw new Error('the decisions sequence gave no number: is the database migrated?');
  const link: ChainLink = {
    seq,
    decision_id: `dec_${seq}`,
    made_at: at.wallMs,
    made_clock: at.clockMs,
    kind: decision.kind,
    subject: decision.subject,
    actor: decision.actor,
    action: decision.action,
    action_hash: hashOf(decision.action),
    inputs: decision.inputs,
    verdict: decision.verdict,
    reason: decision.reason,
    policy_hash: decision.policyHash,
    answers: decision.answers?.decisionId ?? null,
    requester: decision.answers?.requester ?? null,
    uses: decision.uses ?? null,
    expires_at: decision.expiresAtMs ?? null,
    prev_hash: head?.hash ?? FIRST_HASH,
  };
  await tx
    .insertInto('decisions')
    .values({
      ...link,
      made_at: new Date(link.made_at),
      made_clock: new Date(link.made_clock),
      action: JSON.stringify(link.action),
      inputs: JSON.stringify(link.inputs),
      expires_at: link.expires_at === null ? null : new Date(link.expires_at),
      hash: linkHash(link),
    })
    .execute();
  return link.decision_id;
}

export async function readDecision(db: Database | Tx, decisionId: string): Promise<Decision | null> {
  const row = await db
    .selectFrom('decisions')
    .selectAll()
    .where('decision_id', '=', decisionId)
    .executeTakeFirst();
  return row ?? null;
}

type ChainLink = Omit<Decision, 'hash'>;

export function linkHash(link: ChainLink): string {
  // Named one by one: what is not listed here would not be protected, and a new column must not break old links.
  return hashOf([
    link.seq,
    link.decision_id,
    link.made_at,
    link.made_clock,
    link.kind,
    link.subject,
    link.actor,
    link.action,
    link.action_hash,
    link.inputs,
    link.verdict,
    link.reason,
    link.policy_hash,
    link.answers,
    link.requester,
    link.uses,
    link.expires_at,
    link.prev_hash,
  ]);
}
