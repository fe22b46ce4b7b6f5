import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { readConfig } from '../config';
import { type AccountId, reviewWorkflowId } from '../domain/ids';
import {
  PAYOUTS_ACTIONS,
  type PayoutsAction,
  REJECT_REASONS,
  type RejectReason,
} from '../domain/review/acts';
import { resolveProblem } from '../domain/review/people';
import { recoverableText } from '../domain/review/recoverable';
import { askForAct } from '../money/reject-account';
import { loadPolicy } from '../policy-file';
import { appendDecision } from '../store/decisions';
import { type ActAsked, actsOf } from '../store/review-acts';
import { latestReview, openReview, openReviews, readOpenReview } from '../store/reviews';
import { transact } from '../store/transact';
import { raiseWake } from '../store/wakes';
import { settleReviewUpdate } from '../workflows/messages';
import { accountNamed, text } from './arguments';
import { type Office, withOffice } from './office';
import { tellFlow } from './tell-flow';

interface Said {
  readonly account: AccountId;
  readonly by: string;
}

/** Accounts under review: opened and settled by people, and what only two of them decide. */
export function reviewCommand(): Command {
  const review = new Command('review').description('Accounts under review, and rejecting one, by two people');
  review.command('list').description('Open reviews, oldest first').action(list);
  about(review, 'show', 'What stands against an account, and what can still be had back').action(show);
  saidBy(review, 'open', 'Have an account looked into: its payouts are held until somebody settles it')
    .requiredOption('--reason <text>', 'why; kept with the review', text)
    .action(open);
  saidBy(review, 'resolve', 'Say that it is settled, whatever still stands: gives up the hold and closes')
    .requiredOption('--note <text>', 'why; kept with the decision', text)
    .option('--update-id <id>', 'the id of a word that was sent before and may not have arrived')
    .action(resolve);
  saidBy(review, 'reject', 'Ask for the account to be rejected at Stripe; a second person approves it')
    .addOption(
      new Option('--reason <reason>', "why, in Stripe's words").choices(REJECT_REASONS).makeOptionMandatory(),
    )
    .addOption(
      new Option('--payouts <what>', 'whether Stripe pauses its payouts')
        .choices(PAYOUTS_ACTIONS)
        .default('pause'),
    )
    .option('--note <text>', 'what the second person should know', text)
    .action((flags: Said & { reason: RejectReason; payouts: PayoutsAction; note?: string }) =>
      ask(flags, { kind: 'reject', reason: flags.reason, payouts: flags.payouts }),
    );
  saidBy(
    review,
    'unreject',
    "Ask for the platform's own rejection to be taken back; a second person approves",
  )
    .option('--note <text>', 'what the second person should know', text)
    .action((flags: Said & { note?: string }) => ask(flags, { kind: 'unreject' }));
  return review;
}

const about = (command: Command, name: string, description: string): Command =>
  command
    .command(name)
    .requiredOption('--account <id>', 'the connected account, acct_…', accountNamed)
    .description(description);

const saidBy = (command: Command, name: string, description: string): Command =>
  about(command, name, description).requiredOption('--by <who>', 'who says so; kept with the decision', text);

async function list(): Promise<void> {
  await withOffice(readConfig(), async ({ db }) => {
    const reviews = await openReviews(db);
    if (reviews.length === 0) console.log('No account is under review.');
    for (const { account: name, opened_clock, findings } of reviews) {
      console.log(`${name}  since ${day(opened_clock)}`);
      for (const { saw, severity } of findings) console.log(`  ${severity}: ${saw}`);
    }
  });
}

async function show({ account: name }: { account: AccountId }): Promise<void> {
  await withOffice(readConfig(), async ({ db }) => {
    const review = await latestReview(db, name);
    if (review === null) throw new Error(`${name} was never under review: check the id.`);
    const state = review.closed_clock === null ? 'open' : `closed on ${day(review.closed_clock)}`;
    console.log(`${name}  review ${review.number}, since ${day(review.opened_clock)}, ${state}`);
    for (const { saw, severity, clears } of review.findings) {
      console.log(`  ${severity}: ${saw}\n    clears: ${clears}`);
    }
    for (const part of review.recoverable) console.log(`  ${recoverableText(part)}`);
    for (const act of await actsOf(db, name, 5)) {
      console.log(`  ${act.kind} asked by ${act.asked_by} on ${day(act.asked_clock)}: ${act.state}`);
    }
  });
}

async function open({ account: name, by, reason }: Said & { reason: string }): Promise<void> {
  const number = await withOffice(readConfig(), ({ db, now }) =>
    transact(db, async (tx) => {
      const at = now();
      const why = { kind: 'person' as const, by, reason, atMs: at.clockMs };
      const opened = await openReview(tx, raiseWake, name, why, at);
      const said = { kind: 'review_open', subject: reviewWorkflowId(name), actor: by, reason, inputs: {} };
      const action = { open: reviewWorkflowId(name), review: opened };
      await appendDecision(tx, { ...said, policyHash: '', action, verdict: 'recorded' }, at);
      return opened;
    }),
  );
  console.log(`${name} is under review (${number}): its payouts are held until it is settled.`);
}

async function resolve(flags: Said & { note: string; updateId?: string }): Promise<void> {
  const { account: name, by, note } = flags;
  const problem = resolveProblem({ by, note });
  if (problem !== null) throw new Error(`Nothing was sent: ${problem}.`);
  const config = readConfig();
  const isOpen = await withOffice(config, async ({ db }) => (await readOpenReview(db, name)) !== null);
  if (!isOpen)
    throw new Error(`Nothing was sent: no review of ${name} is open. See "bin/recoup review list".`);
  const updateId = flags.updateId ?? `said-${randomUUID()}`;
  console.log(`Sent as ${updateId}; the same again with --update-id ${updateId} counts once.`);
  await tellFlow(config, reviewWorkflowId(name), settleReviewUpdate, { by, note }, updateId);
  console.log(`${name} is settled by ${by}: its review gives up the hold and closes.`);
}

async function ask({ account: name, by, note }: Said & { note?: string }, asked: ActAsked): Promise<void> {
  const policy = loadPolicy(readConfig().policyFile);
  const actId = await withOffice(readConfig(), ({ switches }: Office) =>
    askForAct({ ...switches, raiseWake, policy }, name, asked, {
      by,
      reason: note ?? `${by} asks to ${asked.kind} ${name}`,
    }),
  );
  console.log(
    `Asked for as ${actId}. Nothing happens until somebody else approves it:\n` +
      `  bin/recoup approvals approve ${actId} --by ANOTHER_NAME`,
  );
}

const day = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
