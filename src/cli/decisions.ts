import { Command } from 'commander';
import { readConfig } from '../config';
import { verifyChain } from '../store/decision-chain';
import { withOffice } from './office';

/** The record of every choice. */
export function decisionsCommand(): Command {
  const decisions = new Command('decisions').description('The record of every choice, with what it saw');
  decisions
    .command('verify')
    .description(
      'Walk the hash chain and name the first decision that was changed; exit code 1 if there is one',
    )
    .action(async () => {
      const verdict = await withOffice(readConfig(), ({ db }) => verifyChain(db));
      if (verdict.kind === 'intact') {
        console.log(`${verdict.count} decisions, unbroken. Head: ${verdict.head}`);
        return;
      }
      console.error(
        `${verdict.decisionId} does not stand as it was written (its ${verdict.what}): somebody changed the table. Compare with a backup.`,
      );
      process.exitCode = 1;
    });
  return decisions;
}
