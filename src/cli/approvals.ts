import { Command } from 'commander';
import { readConfig } from '../config';
import { openRequests } from '../store/approvals';
import { withOffice } from './office';

interface Flags {
  readonly by: string;
  readonly reason: string;
}

/** Until people sign in somewhere, trust equals access to the database; the requester is refused by the database. */
export function approvalsCommand(): Command {
  const approvals = new Command('approvals').description('What waits for a second person');
  approvals
    .command('list')
    .description('Open requests, oldest first, each with the exact action asked for')
    .action(async () => {
      await withOffice(readConfig(), async ({ db, now }) => {
        const open = await openRequests(db, now().wallMs);
        if (open.length === 0) console.log('Nothing waits for approval.');
        for (const request of open) {
          const until = request.expires_at === null ? 'answered' : new Date(request.expires_at).toISOString();
          console.log(
            `${request.decision_id}  ${request.kind} for ${request.subject}, asked by ${request.actor}, open until ${until}\n` +
              `  ${request.reason ?? ''}\n  ${JSON.stringify(request.action)}\n` +
              `  bin/recoup approvals approve ${request.decision_id} --by YOUR_NAME`,
          );
        }
      });
    });
  for (const [verb, approve] of [
    ['approve', true],
    ['decline', false],
  ] as const) {
    approvals
      .command(verb)
      .argument('<request>', 'its id, from the list')
      .requiredOption('--by <who>', 'who answers; not the one who asked')
      .option('--reason <text>', 'why; kept with the decision', 'said at the command line')
      .description(approve ? 'Let exactly this action happen, once' : 'Refuse this action')
      .action(async (request: string, flags: Flags) => {
        await withOffice(readConfig(), ({ controls }) => controls.answerApproval(request, approve, flags));
        console.log(`${request} is ${approve ? 'approved' : 'declined'} by ${flags.by}.`);
      });
  }
  return approvals;
}
