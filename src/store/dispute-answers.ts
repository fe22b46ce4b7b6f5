import type { Answer, SaidAnswer } from '../domain/dispute/answers';
import { disputeWorkflowId, type CauseId, type DisputeId } from '../domain/ids';
import type { Moment } from '../domain/clock';
import type { Tx } from './database';
import { appendDecision } from './decisions';

/** Keeps what a person said, with a decision. The same answer again, as by a repeated activity, changes nothing. */
export async function recordAnswerOf(
  tx: Tx,
  dispute: DisputeId,
  answer: SaidAnswer,
  policyHash: string,
  at: Moment,
): Promise<void> {
  const said = {
    dispute_id: dispute,
    question: answer.question,
    account: answer.account ?? '',
    answer: answer.answer,
    said_by: answer.by,
    said_clock: new Date(at.clockMs),
  };
  const before = await tx
    .selectFrom('dispute_answers')
    .select(['answer', 'said_by'])
    .where('dispute_id', '=', dispute)
    .where('question', '=', said.question)
    .where('account', '=', said.account)
    .forUpdate()
    .executeTakeFirst();
  if (before?.answer === said.answer && before.said_by === said.said_by) return;
  await tx
    .insertInto('dispute_answers')
    .values(said)
    .onConflict((conflict) => conflict.columns(['dispute_id', 'question', 'account']).doUpdateSet(said))
    .execute();
  await appendDecision(
    tx,
    {
      kind: 'dispute_answer',
      subject: disputeWorkflowId(dispute),
      actor: answer.by,
      inputs: { before: before?.answer ?? null },
      reason: answer.reason,
      policyHash,
      action: { question: answer.question, account: answer.account, answer: answer.answer },
      verdict: 'recorded',
    },
    at,
  );
}

export async function answersOf(tx: Tx, dispute: DisputeId): Promise<readonly Answer[]> {
  const rows = await tx
    .selectFrom('dispute_answers')
    .select(['question', 'account', 'answer'])
    .where('dispute_id', '=', dispute)
    .execute();
  return rows.map(
    ({ question, account, answer }) =>
      ({ question, account: account === '' ? null : account, answer }) as unknown as Answer,
  );
}

/** A person said that this cause may take from more sellers than the policy allows by itself. */
export async function mayTakeFromAll(tx: Tx, cause: CauseId): Promise<boolean> {
  const row = await tx
    .selectFrom('dispute_answers')
    .select('answer')
    .where('dispute_id', '=', cause)
    .where('question', '=', 'sellers')
    .executeTakeFirst();
  return row?.answer === 'take';
}
