import { Command } from 'commander';
import { readConfig } from '../config';
import { settleAttention, openAttention } from '../store/attention';
import { appendDecision } from '../store/decisions';
import { wakeFlow } from '../store/flow-wakes';
import { transact } from '../store/transact';
import { raiseWake } from '../store/wakes';
import { withOffice } from './office';

interface Flags {
  readonly by: string;
  readonly reason: string;
}

/** What needs a person, and saying that one has settled it: a decision of its own, after which the flow looks again. */
export function attentionCommand(): Command {
  const attention = new Command('attention').description('What needs a person');
  attention
    .command('list')
    .description('Open items, oldest first, each with its key and the command that answers it')
    .action(async () => {
      await withOffice(readConfig(), async ({ db }) => {
        const open = await openAttention(db);
        if (open.length === 0) console.log('Nothing needs a person.');
        for (const { key, message, command } of open) {
          console.log(`${key}\n  ${message}${command === null ? '' : `\n  ${command}`}`);
        }
      });
    });
  attention
    .command('settle')
    .argument('<key>', 'its key, from the list')
    .requiredOption('--by <who>', 'who has judged it')
    .option('--reason <text>', 'why; kept with the decision', 'said at the command line')
    .description('Say that it is settled; a dispute or refund raises it again while its condition holds')
    .action(async (key: string, { by, reason }: Flags) => {
      const subject = await withOffice(readConfig(), ({ db, now }) =>
        transact(db, async (tx) => {
          const item = (await openAttention(tx)).find((open) => open.key === key);
          if (item === undefined) {
            throw new Error(`nothing open has the key ${key}: see "bin/recoup attention list"`);
          }
          await settleAttention(tx, key, by, now());
          await wakeFlow(tx, raiseWake, item.subject);
          const said = { kind: 'attention_settled', subject: item.subject, actor: by, reason };
          await appendDecision(
            tx,
            { ...said, inputs: {}, policyHash: '', action: { settle: key }, verdict: 'recorded' },
            now(),
          );
          return item.subject;
        }),
      );
      console.log(`${key} is settled by ${by}; ${subject} looks again.`);
    });
  return attention;
}
