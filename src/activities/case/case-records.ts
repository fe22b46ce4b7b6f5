import { sql } from 'kysely';
import type { Choice } from '../../domain/case/people';
import type { CaseRef } from '../../domain/case/perform';
import { type WorkflowId, caseWorkflowId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import { assertNever } from '../../domain/never';
import { raiseAttention, settleAttention } from '../../store/attention';
import { setCasePeople } from '../../store/cases';
import { appendDecision } from '../../store/decisions';
import { silenceSeller } from '../../store/notices';
import type { Attendance } from '../../domain/case/step';
import type { Tx } from '../../store/database';
import { type ActivityDeps, momentOf } from '../deps';
import { attentionWords, proposalWords } from './attention-words';

/** What a person said, or the policy in their place, as a decision of its own. Twice is once: by case and number. */
export async function recordChoice(
  deps: ActivityDeps,
  ref: CaseRef,
  choice: Choice,
  attend: Attendance,
): Promise<void> {
  const subject = caseWorkflowId(ref.account, ref.currency);
  const action = { ...choice, case: ref.number } as unknown as Json;
  await deps.db.transaction().execute(async (tx) => {
    const known = await tx
      .selectFrom('decisions')
      .select('decision_id')
      .where('subject', '=', subject)
      .where('kind', 'in', ['person', 'message_refused', 'proposal'])
      .where(sql<boolean>`action->>'id' = ${String(choice.id)} and action->>'atMs' = ${String(choice.atMs)}`)
      .executeTakeFirst();
    if (known === undefined) await keepProposals(deps, tx, ref, choice);
    await attendIn(deps, tx, ref, attend);
    if (choice.kind === 'proposed' || choice.kind === 'resolved') await showNeed(tx, ref, subject);
    if (known !== undefined) return;
    if (ref.number !== null && choice.kind === 'assigned')
      await setCasePeople(tx, ref.number, { assignee: choice.to });
    if (ref.number !== null && choice.kind === 'paused')
      await silenceSeller(tx, `case:${ref.number}`, `the case is paused: ${choice.reason}`);
    await appendDecision(
      tx,
      {
        kind: decisionKind(choice),
        subject,
        actor: choice.by,
        inputs: {},
        reason: reasonOf(choice),
        policyHash: deps.policy.hash,
        action,
        verdict: 'recorded',
      },
      momentOf(deps),
    );
  });
}

function decisionKind(choice: Choice): string {
  if (choice.kind === 'refusedMessage') return 'message_refused';
  return choice.kind === 'proposed' ? 'proposal' : 'person';
}

/**
 * What a message proposes waits for a command by a named person; that command, or any answer of the same kind, settles
 * it.
 */
async function keepProposals(deps: ActivityDeps, tx: Tx, ref: CaseRef, choice: Choice): Promise<void> {
  if (choice.kind !== 'proposed' && choice.kind !== 'resolved') return;
  const subject = caseWorkflowId(ref.account, ref.currency);
  const key = `${subject}:proposed:${choice.outcome}`;
  if (choice.kind === 'resolved') {
    await settleAttention(tx, key, choice.by, momentOf(deps));
    return;
  }
  const proposal = proposalWords(ref, choice);
  await raiseAttention(tx, { key, subject, kind: 'answer_proposed', ...proposal }, momentOf(deps));
}

function reasonOf(choice: Choice): string {
  switch (choice.kind) {
    case 'resolved':
    case 'proposed':
      return choice.note ?? choice.outcome;
    case 'paused':
      return choice.reason;
    case 'resumed':
      return 'resumed';
    case 'assigned':
      return choice.to === null ? 'nobody is assigned' : `assigned to ${choice.to}`;
    case 'refusedMessage':
      return choice.problem;
    case 'defaulted':
      return `the gate was not answered in time: the policy's default, ${choice.outcome}, stands`;
    default:
      return assertNever(choice);
  }
}

/** Raises what needs a person with the exact command that answers it, and settles what does not any more. */
export async function attendToCase(deps: ActivityDeps, ref: CaseRef, attend: Attendance): Promise<void> {
  await deps.db.transaction().execute((tx) => attendIn(deps, tx, ref, attend));
}

/** The same, inside the caller's transaction: what is told and what is asked of people belong together. */
export async function attendIn(
  deps: ActivityDeps,
  tx: Tx,
  ref: CaseRef,
  { raise, settle }: Attendance,
): Promise<void> {
  if (raise.length + settle.length === 0) return;
  const subject = caseWorkflowId(ref.account, ref.currency);
  for (const kind of raise) {
    const { message, command } = attentionWords(kind, ref);
    await raiseAttention(tx, { key: `${subject}:${kind}`, subject, kind, message, command }, momentOf(deps));
  }
  for (const kind of settle) await settleAttention(tx, `${subject}:${kind}`, 'recoup', momentOf(deps));
  await showNeed(tx, ref, subject);
}

async function showNeed(tx: Tx, ref: CaseRef, subject: WorkflowId): Promise<void> {
  if (ref.number === null) return;
  const open = await tx
    .selectFrom('attention')
    .select('attention_id')
    .where('subject', '=', subject)
    .where('settled_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  await setCasePeople(tx, ref.number, { needsHuman: open !== undefined });
}
