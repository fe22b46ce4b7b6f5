import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { readConfig } from '../config';
import { transact } from '../store/transact';
import { listNotices, retryNotice, withdrawByHand, type Said } from '../notify/by-hand';
import { previewNotice } from '../notify/preview';
import { TEMPLATES } from '../notify/templates';
import { withOffice } from './office';

const MOST_LISTED = 200;

/** What was and is to be said to sellers and to the team, and what a person can do about it. */
export function noticesCommand(): Command {
  return new Command('notices')
    .description('What is said to sellers and to the team')
    .addCommand(listCommand())
    .addCommand(
      answerCommand(
        'retry',
        'Send one that was given up once more, to those who do not have it',
        retryNotice,
      ),
    )
    .addCommand(answerCommand('withdraw', 'Let nobody be told any more', withdrawByHand))
    .addCommand(previewCommand());
}

function listCommand(): Command {
  return new Command('list')
    .description('Those given up, then those that wait, in the order of their hours')
    .option('--all', 'also the last ones that were sent or withdrawn', false)
    .action(async ({ all }: { readonly all: boolean }) => {
      await withOffice(readConfig(), async ({ db }) => {
        const rows = await listNotices(db, all, MOST_LISTED);
        if (rows.length === 0) console.log('No notice waits, and none was given up.');
        for (const row of rows) {
          const when = new Date(row.sent_at ?? row.next_attempt_at ?? row.send_at).toISOString();
          const problem = row.error === null ? '' : `\n  ${row.error}`;
          console.log(
            `${row.notice_id}  ${row.state}  ${row.rung} to the ${row.audience} about ${row.subject}, ${when}${problem}`,
          );
        }
      });
    });
}

function answerCommand(verb: 'retry' | 'withdraw', description: string, answer: typeof retryNotice): Command {
  return new Command(verb)
    .description(description)
    .argument('<notice>', 'its number, from the list', numberOf)
    .requiredOption('--by <who>', 'who says so')
    .option('--reason <text>', 'why; kept with the decision', 'said at the command line')
    .action(async (noticeId: number, { by, reason }: Said) => {
      await withOffice(readConfig(), ({ db, now }) =>
        transact(db, (tx) => answer(tx, noticeId, { by, reason }, now())),
      );
      console.log(`Notice ${noticeId} ${verb === 'retry' ? 'goes out again' : 'is withdrawn'}, says ${by}.`);
    });
}

function numberOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a notice is named by its number: see "bin/recoup notices list"');
}

interface PreviewFlags {
  readonly to?: 'seller' | 'team' | 'finance' | 'risk' | 'decider';
  readonly kind: string;
  readonly html: boolean;
}

function previewCommand(): Command {
  return new Command('preview')
    .description('Show a notice with sample figures; nothing is sent')
    .addArgument(new Argument('<template>', 'which').choices(Object.keys(TEMPLATES)))
    .addOption(
      new Option('--to <role>', 'to whom; whom it is mostly for where it is left out').choices([
        'seller',
        'team',
        'finance',
        'risk',
        'decider',
      ]),
    )
    .addOption(
      new Option('--kind <kind>', "the seller's kind of account")
        .choices(['express', 'standard', 'custom'])
        .default('express'),
    )
    .option('--html', 'the HTML in place of the text', false)
    .action((name: keyof typeof TEMPLATES, { to, kind, html }: PreviewFlags) => {
      const { subject, text, html: page } = previewNotice(name, { to: to ?? null, kind });
      console.log(html ? page : `Subject: ${subject}\n\n${text}`);
    });
}
