import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { UpdateDefinition } from '@temporalio/common';
import { readConfig } from '../config';
import { RESOLUTIONS, type Resolution, type ResolutionOutcome } from '../domain/case/people';
import { pauseProblem, personProblem, resolutionProblem } from '../domain/case/read-message';
import { accountId, caseWorkflowId, type WorkflowId } from '../domain/ids';
import { type Currency, currency, minorOf } from '../domain/money';
import { appendDecision } from '../store/decisions';
import { transact } from '../store/transact';
import { assignUpdate, pauseUpdate, resolveUpdate, resumeUpdate } from '../workflows/messages';
import { text } from './arguments';
import { withOffice } from './office';
import { tellFlow } from './tell-flow';

/** A case as people name it: `case:<account>:<currency>`, as attention and the console print it. */
interface NamedCase {
  readonly workflowId: WorkflowId;
  readonly currency: Currency;
}

interface Said {
  readonly by: string;
  readonly updateId?: string;
}

interface ResolveFlags extends Said {
  readonly outcome: ResolutionOutcome;
  readonly amount?: string;
  readonly reference?: string;
  readonly claim?: string;
  readonly note?: string;
}

/** What people say to a case. Amounts are decimal here alone; messages carry minor units. */
export function caseCommand(): Command {
  const command = new Command('case').description('Say something to a case');
  addResolve(command);
  said(command, 'pause', 'Stop money, holds and seller notices; looking, booking, the gate and day 180 go on')
    .requiredOption(
      '--reason <text>',
      'contested, insolvent, deceased, legal hold, with an agency, complaint, …',
    )
    .option('--until <instant>', 'when it ends by itself, ISO 8601 such as 2027-03-01T00:00:00Z')
    .action((named: NamedCase, flags: Said & { reason: string; until?: string }) => {
      const message = { by: flags.by, reason: flags.reason, until: flags.until ?? null };
      refuse(pauseProblem(message));
      return tell(named, flags, pauseUpdate, message);
    });
  said(command, 'resume', 'End a pause').action((named: NamedCase, flags: Said) => {
    refuse(personProblem({ by: flags.by }));
    return tell(named, flags, resumeUpdate, { by: flags.by });
  });
  said(command, 'assign', 'Give the case to somebody, or with --to nobody to no one')
    .requiredOption('--to <whom>', 'name or address')
    .action((named: NamedCase, flags: Said & { to: string }) => {
      const message = { by: flags.by, to: flags.to === 'nobody' ? null : flags.to };
      refuse(personProblem(message));
      return tell(named, flags, assignUpdate, message);
    });
  addNote(command);
  return command;
}

function addResolve(command: Command): void {
  said(command, 'resolve', 'Say how it ends, or how it goes on')
    .addOption(
      new Option('--outcome <outcome>', 'what shall follow').choices(RESOLUTIONS).makeOptionMandatory(),
    )
    .option(
      '--amount <decimal>',
      'forgive, advance (default: all of the shortfall), paidOutside; such as 12.50',
    )
    .option('--reference <text>', 'paidOutside: what names the payment at the bank')
    .option('--claim <id>', 'writeOffClaim; default: every open claim')
    .option('--note <text>', 'why; kept with the decision')
    .action((named: NamedCase, flags: ResolveFlags) => {
      const message = resolution(named, flags);
      refuse(resolutionProblem(message));
      return tell(named, flags, resolveUpdate, message);
    });
}

function resolution({ currency: code }: NamedCase, flags: ResolveFlags): Resolution {
  const { by, outcome, amount, reference, claim, note } = flags;
  return {
    by,
    outcome,
    ...(note === undefined ? {} : { note }),
    ...(amount === undefined ? {} : { amountMinor: minorOf(amount, code) }),
    ...(reference === undefined ? {} : { reference }),
    ...(claim === undefined ? {} : { claim }),
  };
}

/** A note is a row: the case need not hear of it, and it can be written after its end. */
function addNote(command: Command): void {
  command
    .command('note')
    .argument('<case>', 'case:ACCOUNT:CURRENCY', readCase)
    .requiredOption('--by <who>', 'who writes it', text)
    .requiredOption('--text <text>', 'what; kept for good', text)
    .description("Keep a note on the case's timeline")
    .action(async ({ workflowId }: NamedCase, flags: { by: string; text: string }) => {
      await withOffice(readConfig(), ({ db, now }) =>
        transact(db, async (tx) => {
          const known = await tx
            .selectFrom('cases')
            .select('number')
            .where('workflow_id', '=', workflowId)
            .executeTakeFirst();
          if (known === undefined)
            throw new Error(`There never was a case ${workflowId}: check account and currency.`);
          const note = { kind: 'note', subject: workflowId, actor: flags.by, reason: flags.text, inputs: {} };
          await appendDecision(
            tx,
            { ...note, policyHash: '', action: { note: flags.text }, verdict: 'recorded' },
            now(),
          );
        }),
      );
      console.log(`Noted on ${workflowId}.`);
    });
}

function said(command: Command, name: string, description: string): Command {
  return command
    .command(name)
    .argument('<case>', 'case:ACCOUNT:CURRENCY, as attention and the console print it', readCase)
    .requiredOption('--by <who>', 'who says so; kept with the decision', text)
    .option('--update-id <id>', 'the id of a word that was sent before and may not have arrived')
    .description(description);
}

async function tell<Answer, Message>(
  { workflowId }: NamedCase,
  flags: Said,
  update: UpdateDefinition<Answer, [Message]>,
  message: Message,
): Promise<void> {
  const updateId = flags.updateId ?? `said-${randomUUID()}`;
  console.log(`Sent as ${updateId}; the same again with --update-id ${updateId} counts once.`);
  const answer = await tellFlow(readConfig(), workflowId, update, message, updateId);
  console.log(`${workflowId} has heard it: ${String(answer)}.`);
}

function refuse(problem: string | null): void {
  if (problem !== null) throw new Error(`Nothing was sent: ${problem}.`);
}

function readCase(value: string): NamedCase {
  const [kind, account = '', code = '', ...more] = value.split(':');
  try {
    if (kind !== 'case' || more.length > 0) throw new RangeError('');
    const named = currency(code);
    return { workflowId: caseWorkflowId(accountId(account), named), currency: named };
  } catch {
    throw new InvalidArgumentError('A case is named case:ACCOUNT:CURRENCY, such as case:acct_1A2b:usd.');
  }
}
