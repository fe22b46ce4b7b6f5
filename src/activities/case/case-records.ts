import { sql } from 'kysely';
import type { Choice } from '../../domain/case/people';
import type { CaseRef } from '../../domain/case/perform';
import type { CaseAttention } from '../../domain/case/state';
import { type WorkflowId, caseWorkflowId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import { assertNever } from '../../domain/never';
import { raiseAttention, settleAttention } from '../../store/attention';
import { setCasePeople } from '../../store/cases';
import { appendDecision } from '../../store/decisions';
import type { Attendance } from '../../domain/case/step';
import type { Tx } from '../../store/database';
import { type ActivityDeps, momentOf } from '../deps';

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
      .where('kind', 'in', ['person', 'message_refused'])
      .where(sql<boolean>`action->>'id' = ${String(choice.id)} and action->>'atMs' = ${String(choice.atMs)}`)
      .executeTakeFirst();
    await attendIn(deps, tx, ref, attend);
    if (known !== undefined) return;
    if (ref.number !== null && choice.kind === 'assigned')
      await setCasePeople(tx, ref.number, { assignee: choice.to });
    await appendDecision(
      tx,
      {
        kind: choice.kind === 'refusedMessage' ? 'message_refused' : 'person',
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

function reasonOf(choice: Choice): string {
  switch (choice.kind) {
    case 'resolved':
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
    const { message, command } = wording(kind, ref, subject);
    await raiseAttention(tx, { key: `${subject}:${kind}`, subject, kind, message, command }, momentOf(deps));
  }
  for (const kind of settle) await settleAttention(tx, `${subject}:${kind}`, 'recoup', momentOf(deps));
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

const signal = (subject: WorkflowId, outcome: string): string =>
  `temporal workflow signal --workflow-id ${subject} --name resolve --input '{"by":"YOUR NAME","outcome":"${outcome}","note":"WHY"}'`;

const hint = (subject: WorkflowId): string => `temporal workflow signal --workflow-id ${subject} --name hint`;

interface Wording {
  readonly message: string;
  readonly command: string | null;
}

/** What happened, the likely cause, the next step. */
function wording(kind: CaseAttention, ref: CaseRef, subject: WorkflowId): Wording {
  const who = ref.account;
  switch (kind) {
    case 'currency_without_policy':
      return {
        message: `${who} owes money, and the policy has no amounts for ${ref.currency.toUpperCase()}. Nothing is done by itself: add the currency to recoup.policy.yaml, or take the case over.`,
        command: signal(subject, 'handled'),
      };
    case 'losses_unknown':
      return {
        message: `Stripe does not say who bears the losses of ${who}: neither a controller nor a known type. Find out in the Dashboard before anything is collected.`,
        command: signal(subject, 'handled'),
      };
    case 'unreachable':
      return {
        message: `${who} answers 401 or 403: it was probably disconnected from the platform. Its last figures stand; nothing can be done under its authority. Agree on payment outside, or wait for clearing.`,
        command: signal(subject, 'waitForClearing'),
      };
    case 'no_way_to_collect':
      return {
        message: `Stripe cannot debit the bank of ${who}: by country, kind of account, or for want of a good bank account. What is left is later sales, or a person: take it over, or wait quietly for clearing.`,
        command: signal(subject, 'waitForClearing'),
      };
    case 'claims_need_a_person':
      return {
        message: `${who} owes claims that no account debit can collect, because ${ref.currency.toUpperCase()} is not its default currency. A payout run in this currency, a payment outside, or a person.`,
        command: signal(subject, 'handled'),
      };
    case 'debits_returned':
      return {
        message: `The bank of ${who} has returned as many debits as the policy allows. Stripe goes on trying. Speak with the seller, or take the case over.`,
        command: signal(subject, 'handled'),
      };
    case 'debit_needs_a_person':
      return {
        message: `The bank of ${who} returned a debit with a code that a person must look at, such as one not authorised. Speak with the seller before anything is tried again.`,
        command: signal(subject, 'handled'),
      };
    case 'no_debit_seen':
      return {
        message: `No bank debit of ${who} was seen in the time that its country takes. The setting, the bank account or a minimum amount may prevent it: look at the account in Stripe, then have the case look again.`,
        command: hint(subject),
      };
    case 'books_differ':
      return {
        message: `The books of ${who} and its balance at Stripe differ in ${ref.currency.toUpperCase()}, after a second reading. A balance transaction is missing or of an unknown kind: compare both, then have the case look again.`,
        command: hint(subject),
      };
    case 'gate':
      return {
        message: `A decision is owed before Stripe clears the balance of ${who}. Keep collecting and keep the claim (keepCollecting), or an agency (agency). Unanswered, the policy's default stands.`,
        command: signal(subject, 'keepCollecting'),
      };
    case 'clearing_late':
      return {
        message: `Stripe should have cleared the balance of ${who} by now and has not. Ask Stripe's support; collecting goes on meanwhile.`,
        command: hint(subject),
      };
    case 'move_unknown':
      return {
        message: `What became of a movement of money for ${who} could not be found out for an hour. Nothing else is tried for it: look in Stripe for an object with its recoup_key, then have the case look again.`,
        command: hint(subject),
      };
    case 'claims_old':
      return {
        message: `Claims against ${who} have been open for as long as the policy keeps them. Take them over, or let collecting go on.`,
        command: signal(subject, 'handled'),
      };
    case 'step_exhausted':
      return {
        message: `A step for ${who} failed again and again; the workflow's page in the Temporal UI names it. When its cause is mended, have the case look again: that tries everything anew.`,
        command: hint(subject),
      };
    case 'cancelled':
      return {
        message: `The workflow of ${who} was cancelled in Temporal, so nothing follows the case any more. Take it over by hand, or start it again from the books; the next event of the account starts it too.`,
        command: `bin/recoup inbox wake ${subject}`,
      };
    default:
      return assertNever(kind);
  }
}
