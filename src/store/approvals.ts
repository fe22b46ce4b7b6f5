import { DatabaseError } from 'pg';
import type { Moment } from '../domain/clock';
import type { Json } from '../domain/json';
import { instant, type Database, type Tx } from './database';
import { appendDecision, readDecision, type Decision } from './decisions';
import { hashOf } from './hash';
import type { DecisionInput } from './ports';

/** What is known of a person's word on one exact action. Expiry is wall time. */
export type ApprovalState =
  | { readonly kind: 'none' }
  | { readonly kind: 'asked'; readonly decisionId: string }
  | { readonly kind: 'approved'; readonly decisionId: string }
  | { readonly kind: 'declined'; readonly decisionId: string };

/** The newest word on this very action. What has expired or was used up counts as never said. */
export async function approvalState(tx: Database | Tx, action: Json, wallMs: number): Promise<ApprovalState> {
  const row = await tx
    .selectFrom('decisions as request')
    .leftJoin('decisions as answer', 'answer.answers', 'request.decision_id')
    .leftJoin('decisions as use', 'use.uses', 'answer.decision_id')
    .select([
      'request.decision_id as requestId',
      'answer.decision_id as answerId',
      'answer.verdict as verdict',
      'use.decision_id as usedBy',
    ])
    .where('request.action_hash', '=', hashOf(action))
    .where('request.verdict', '=', 'requested')
    .where('request.expires_at', '>', instant(wallMs))
    .orderBy('request.seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined || row.usedBy !== null) return { kind: 'none' };
  if (row.answerId === null) return { kind: 'asked', decisionId: row.requestId };
  return row.verdict === 'approved'
    ? { kind: 'approved', decisionId: row.answerId }
    : { kind: 'declined', decisionId: row.answerId };
}

/** Asks for a person's word on this action. Answers the request's id. */
export async function requestApproval(
  tx: Tx,
  decision: DecisionInput,
  action: Json,
  expiresAtMs: number,
  at: Moment,
): Promise<string> {
  return appendDecision(tx, { ...decision, action, verdict: 'requested', expiresAtMs }, at);
}

/** Requests that nobody has answered and that have not expired, oldest first. */
export async function openRequests(db: Database | Tx, wallMs: number): Promise<readonly Decision[]> {
  return db
    .selectFrom('decisions as request')
    .leftJoin('decisions as answer', 'answer.answers', 'request.decision_id')
    .selectAll('request')
    .where('request.verdict', '=', 'requested')
    .where('request.expires_at', '>', instant(wallMs))
    .where('answer.decision_id', 'is', null)
    .orderBy('request.seq')
    .execute();
}

/** The request cannot be answered, or not by this person. */
export class ApprovalError extends Error {
  override readonly name = 'ApprovalError';
}

/**
 * Writes a person's answer. The database itself refuses an answer by the one who asked.
 * @throws ApprovalError where the request is unknown, expired, already answered, or one's own.
 */
export async function recordAnswer(
  tx: Tx,
  answer: {
    readonly decisionId: string;
    readonly by: string;
    readonly approve: boolean;
    readonly reason: string;
  },
  at: Moment,
): Promise<{ readonly answerId: string; readonly request: Decision }> {
  const request = await readDecision(tx, answer.decisionId);
  if (request?.verdict !== 'requested') {
    throw new ApprovalError(
      `there is no request ${answer.decisionId}: list the open ones with "bin/recoup approvals list"`,
    );
  }
  if (request.expires_at !== null && request.expires_at <= at.wallMs) {
    throw new ApprovalError(
      `${answer.decisionId} has expired: it is asked anew when the flow gets there again`,
    );
  }
  const answerId = await appendDecision(
    tx,
    {
      kind: request.kind,
      subject: request.subject,
      actor: answer.by,
      inputs: {},
      reason: answer.reason,
      policyHash: request.policy_hash ?? '',
      action: request.action,
      verdict: answer.approve ? 'approved' : 'declined',
      answers: { decisionId: request.decision_id, requester: request.actor },
    },
    at,
  ).catch((error: unknown) => {
    throw approvalError(error, answer.decisionId, answer.by);
  });
  return { answerId, request };
}

function approvalError(error: unknown, decisionId: string, by: string): unknown {
  const constraint = error instanceof DatabaseError ? error.constraint : undefined;
  if (constraint === 'requester_is_not_approver') {
    return new ApprovalError(
      `${decisionId} was asked for by ${by}: somebody else has to answer it (--by names the person who answers)`,
    );
  }
  if (constraint === 'decisions_one_answer') {
    return new ApprovalError(
      `${decisionId} is answered already: see it with "bin/recoup approvals list", or wait until it is asked anew`,
    );
  }
  return error;
}
