import type { Choice } from '../../domain/case/people';
import type { CaseRef } from '../../domain/case/perform';
import type { CaseAttention } from '../../domain/case/state';
import { caseWorkflowId, type WorkflowId } from '../../domain/ids';
import { type Currency, decimalText } from '../../domain/money';
import { assertNever } from '../../domain/never';

const resolveCommand = (subject: WorkflowId, outcome: string, more = ''): string =>
  `bin/recoup case resolve ${subject} --outcome ${outcome}${more} --by YOU --note WHY`;

const lookAgain = (subject: WorkflowId): string => `bin/recoup inbox wake ${subject}`;

/** What a message proposed, and the exact command that does it. */
export function proposalWords(
  { account, currency }: CaseRef,
  choice: Extract<Choice, { kind: 'proposed' }>,
): Wording {
  const subject = caseWorkflowId(account, currency);
  return {
    message: `A message in the name of ${choice.by} asks for ${choice.outcome} for ${account}. Who speaks in a message is not known: whoever decides it runs the command under their own name.`,
    command: resolveCommand(subject, choice.outcome, particulars(choice, currency)),
  };
}

function particulars(
  { amountMinor, reference, claim }: Extract<Choice, { kind: 'proposed' }>,
  code: Currency,
): string {
  return [
    amountMinor === null ? '' : ` --amount ${decimalText(amountMinor, code)}`,
    reference === null ? '' : ` --reference ${shellWord(reference)}`,
    claim === null ? '' : ` --claim ${shellWord(claim)}`,
  ].join('');
}

/** One word for a shell, whatever a message put into it. */
const shellWord = (text: string): string =>
  /^[A-Za-z0-9_.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

export interface Wording {
  readonly message: string;
  readonly command: string | null;
}

/** What happened, the likely cause, the next step. */
export function attentionWords(kind: CaseAttention, ref: CaseRef): Wording {
  const who = ref.account;
  const subject = caseWorkflowId(ref.account, ref.currency);
  switch (kind) {
    case 'currency_without_policy':
      return {
        message: `${who} owes money, and the policy has no amounts for ${ref.currency.toUpperCase()}. Nothing is done by itself: add the currency to recoup.policy.yaml, or take the case over.`,
        command: resolveCommand(subject, 'handled'),
      };
    case 'losses_unknown':
      return {
        message: `Stripe does not say who bears the losses of ${who}: neither a controller nor a known type. Find out in the Dashboard before anything is collected.`,
        command: resolveCommand(subject, 'handled'),
      };
    case 'unreachable':
      return {
        message: `${who} answers 401 or 403: it was probably disconnected from the platform. Its last figures stand; nothing can be done under its authority. Agree on payment outside, or wait for clearing.`,
        command: resolveCommand(subject, 'waitForClearing'),
      };
    case 'no_way_to_collect':
      return {
        message: `Stripe cannot debit the bank of ${who}: by country, kind of account, or for want of a good bank account. What is left is later sales, or a person: take it over, or wait quietly for clearing.`,
        command: resolveCommand(subject, 'waitForClearing'),
      };
    case 'claims_need_a_person':
      return {
        message: `${who} owes claims that no account debit can collect, because ${ref.currency.toUpperCase()} is not its default currency. A payout run in this currency, a payment outside, or a person.`,
        command: resolveCommand(subject, 'handled'),
      };
    case 'debits_returned':
      return {
        message: `The bank of ${who} has returned as many debits as the policy allows. Stripe goes on trying. Speak with the seller, or take the case over.`,
        command: resolveCommand(subject, 'handled'),
      };
    case 'debit_needs_a_person':
      return {
        message: `The bank of ${who} returned a debit with a code that a person must look at, such as one not authorised. Speak with the seller before anything is tried again.`,
        command: resolveCommand(subject, 'handled'),
      };
    case 'no_debit_seen':
      return {
        message: `No bank debit of ${who} was seen in the time that its country takes. The setting, the bank account or a minimum amount may prevent it: look at the account in Stripe, then have the case look again.`,
        command: lookAgain(subject),
      };
    case 'books_differ':
      return {
        message: `The books of ${who} and its balance at Stripe differ in ${ref.currency.toUpperCase()}, after a second reading. A balance transaction is missing or of an unknown kind: compare both, then have the case look again.`,
        command: lookAgain(subject),
      };
    case 'gate':
      return {
        message: `A decision is owed before Stripe clears the balance of ${who}. Keep collecting and keep the claim (keepCollecting), hand it to an agency (agency), let it go (forgive), or reject the account (reject). Unanswered, the policy's default stands.`,
        command: resolveCommand(subject, 'keepCollecting'),
      };
    case 'clearing_late':
      return {
        message: `Stripe should have cleared the balance of ${who} by now and has not. Ask Stripe's support; collecting goes on meanwhile.`,
        command: lookAgain(subject),
      };
    case 'move_unknown':
      return {
        message: `What became of a movement of money for ${who} could not be found out for an hour. Nothing else is tried for it: look in Stripe for an object with its recoup_key, then have the case look again.`,
        command: lookAgain(subject),
      };
    case 'claims_old':
      return {
        message: `Claims against ${who} have been open for as long as the policy keeps them. Write them off, take them over, or let collecting go on.`,
        command: resolveCommand(subject, 'writeOffClaim'),
      };
    case 'step_exhausted':
      return {
        message: `A step for ${who} failed again and again; the workflow's page in the Temporal UI names it. When its cause is mended, have the case look again: that tries everything anew.`,
        command: lookAgain(subject),
      };
    case 'answer_waits':
      return {
        message: `What a person asked for ${who} cannot be done now: it waits for a second person, for the door, or Stripe refused it. The case's timeline says which. It is tried again when the reason goes.`,
        command: 'bin/recoup approvals list',
      };
    case 'unassigned':
      return {
        message: `${who} owes so much that a named person should look after it, and nobody is assigned.`,
        command: `bin/recoup case assign ${subject} --to NAME --by YOU`,
      };
    case 'hold_limit':
      return {
        message: `Payouts of ${who} are held, and Stripe's limit on that is near. At the limit Recoup gives the hold up. Find another way before that day: take the case over, or agree with the seller.`,
        command: resolveCommand(subject, 'handled'),
      };
    case 'payout_schedule_changed':
      return {
        message: `Somebody changed the payout schedule of ${who} while Recoup holds its payouts. It stays as they set it, so money can leave the account. If that was not meant, set payouts to manual in Stripe; then have the case look again.`,
        command: lookAgain(subject),
      };
    case 'reject_account':
      return {
        message: `A person decided to reject ${who}. Two people reject an account: ask for it with one of Stripe's reasons, and somebody else approves it. A rejected account receives no transfers; what can still be taken is.`,
        command: `bin/recoup review reject --account ${who} --reason other --by YOUR_NAME`,
      };
    case 'cancelled':
      return {
        message: `The workflow of ${who} was cancelled in Temporal, so nothing follows the case any more. Take it over by hand, or start it again from the books; the next event of the account starts it too.`,
        command: lookAgain(subject),
      };
    default:
      return assertNever(kind);
  }
}
