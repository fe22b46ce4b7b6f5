import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readConfig } from '../config';
import { type AnswerMessage, CHOICES } from '../domain/dispute/answers';
import { accountId, type DisputeId, disputeId, disputeWorkflowId } from '../domain/ids';
import { readDispute } from '../store/disputes';
import { answerUpdate, DISPUTE_FLOW } from '../workflows/messages';
import { type Office, withOffice } from './office';
import { type FlowStart, tellFlow } from './tell-flow';

interface Flags {
  readonly dispute: string;
  readonly account?: string;
  readonly giveBack?: string;
  readonly above?: string;
  readonly sellers?: string;
  readonly by: string;
  readonly reason: string;
  readonly updateId?: string;
}

/** What only a person decides about a dispute, as an update of its workflow. */
export function disputeCommand(): Command {
  const dispute = new Command('dispute').description('Answer what a dispute asks of a person');
  dispute
    .command('answer')
    .requiredOption('--dispute <id>', 'dp_… or du_…', named(disputeId))
    .option('--account <id>', 'the seller it is about, acct_…', named(accountId))
    .addOption(
      new Option('--give-back <choice>', 'money due to an account whose losses Stripe bears')
        .choices(CHOICES.giveBack)
        .conflicts(['above', 'sellers']),
    )
    .addOption(
      new Option('--above <choice>', 'who bears what lies above what the seller can bear')
        .choices(CHOICES.above)
        .conflicts(['giveBack', 'sellers']),
    )
    .addOption(
      new Option('--sellers <choice>', 'whether to take from more sellers than the policy allows')
        .choices(CHOICES.sellers)
        .conflicts(['giveBack', 'above', 'account']),
    )
    .requiredOption('--by <who>', 'who decides; kept with the decision', text)
    .option('--reason <text>', 'why; kept with the decision', 'said at the command line')
    .option('--update-id <id>', 'the id of an answer that was sent before and may not have arrived')
    .description('Say what shall be done; the dispute acts on it in its next look')
    .action(async (flags: Flags) => {
      const message = messageOf(flags);
      const updateId = flags.updateId ?? `answer-${randomUUID()}`;
      const dispute = disputeId(flags.dispute);
      const start = await withOffice(readConfig(), (office) => startOf(office, dispute));
      const workflowId = disputeWorkflowId(dispute);
      console.log(`Sent as ${updateId}; the same again with --update-id ${updateId} counts once.`);
      const answer = await tellFlow(readConfig(), workflowId, answerUpdate, message, updateId, start);
      console.log(`${workflowId} has heard it: ${answer}.`);
    });
  return dispute;
}

/** A dispute that has ended can be answered about too: its flow begins anew, with what the store knows of it. */
async function startOf({ db, clock }: Office, dispute: DisputeId): Promise<FlowStart> {
  const row = await readDispute(db, dispute);
  if (row === null) {
    throw new Error(
      `Nothing was sent: no dispute ${dispute} was ever seen here. The console lists those that were.`,
    );
  }
  const account = row.account === null ? null : accountId(row.account);
  return { workflowType: DISPUTE_FLOW, input: { dispute, account, clock } };
}

function messageOf({ account, giveBack, above, sellers, by, reason }: Flags): AnswerMessage {
  const said = { by, reason };
  if (sellers !== undefined) return { ...said, question: 'sellers', account: null, answer: sellers };
  const answer = giveBack ?? above;
  if (answer === undefined) {
    throw new Error('Nothing is answered: say --give-back, --above or --sellers.');
  }
  if (account === undefined) {
    throw new Error('Whom it is about is missing: say --account, as the attention item names it.');
  }
  return { ...said, question: giveBack === undefined ? 'above' : 'giveBack', account, answer };
}

function named(read: (id: string) => string): (id: string) => string {
  return (id) => {
    try {
      return read(id);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  };
}

function text(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('Say who decides, by name or address.');
  return value;
}
