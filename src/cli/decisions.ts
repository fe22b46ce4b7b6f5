import { Command } from 'commander';
import { readConfig } from '../config';
import { verifyChain } from '../store/decision-chain';
import { type Decision, readDecision } from '../store/decisions';
import { withOffice } from './office';
import { withStore } from './open-store';

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
  decisions
    .command('show <decision>')
    .description('One decision with what it saw, as JSON')
    .action(async (name: string) => {
      const found = await withStore(readConfig(), (db) => readDecision(db, name));
      if (found === null) {
        throw new Error(
          `There is no decision ${name}: ids look like dec_42, and digests, timelines and the console name them.`,
        );
      }
      console.log(JSON.stringify(withTimes(found), null, 2));
    });
  return decisions;
}

/** Instants as people read them; the clock's day is what policy and Stripe count in. */
function withTimes({ made_at, made_clock, expires_at, ...decision }: Decision): object {
  const text = (ms: number): string => new Date(ms).toISOString();
  return {
    ...decision,
    made_at: text(made_at),
    made_clock: text(made_clock),
    expires_at: expires_at === null ? null : text(expires_at),
  };
}
