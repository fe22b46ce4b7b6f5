import type { SellerFacts } from '../../domain/dispute/facts';
import type { Answer } from '../../domain/dispute/answers';
import { type AccountId, type DisputeId, disputeWorkflowId, type WorkflowId } from '../../domain/ids';
import type { Tx } from '../../store/database';
import { answersOf } from '../../store/dispute-answers';

/** What people have said about a dispute. */
export interface Said {
  readonly answers: readonly Answer[];
  /** Keys of the flow's own attention that is open. */
  readonly raised: readonly string[];
  /** Keys of attention that a person settled. */
  readonly judged: readonly string[];
}

const MOST_JUDGED = 50;

export async function readSaid(tx: Tx, dispute: DisputeId): Promise<Said> {
  return {
    answers: await answersOf(tx, dispute),
    ...(await attentionOf(tx, disputeWorkflowId(dispute))),
  };
}

/** A flow's own attention: what is open, and what a person has judged. */
export async function attentionOf(tx: Tx, subject: WorkflowId): Promise<Pick<Said, 'raised' | 'judged'>> {
  const raised = await tx
    .selectFrom('attention')
    .select('key')
    .where('subject', '=', subject)
    .where('settled_at', 'is', null)
    .execute();
  const judged = await tx
    .selectFrom('attention')
    .select('key')
    .where('subject', '=', subject)
    .where('settled_at', 'is not', null)
    .where('settled_by', '!=', 'recoup')
    .orderBy('attention_id', 'desc')
    .limit(MOST_JUDGED)
    .execute();
  return {
    // The door's own attention about a move of this flow is settled by the door.
    raised: raised.map(({ key }) => key).filter((key) => key.startsWith(`${subject}:`)),
    judged: [...new Set(judged.map(({ key }) => key))],
  };
}

export function answersAbout(said: Said, account: AccountId): SellerFacts['answers'] {
  let answers: SellerFacts['answers'] = { giveBack: null, above: null };
  for (const one of said.answers) {
    if (one.account !== account) continue;
    if (one.question === 'giveBack') answers = { ...answers, giveBack: one.answer };
    if (one.question === 'above') answers = { ...answers, above: one.answer };
  }
  return answers;
}

export const sellersAnswerIn = ({ answers }: Said): 'take' | 'leave' | null =>
  answers.find((one) => one.question === 'sellers')?.answer ?? null;
