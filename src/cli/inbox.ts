import { Command, InvalidArgumentError } from 'commander';
import { readConfig } from '../config';
import type { Tx } from '../store/database';
import { ignoreEvent, sendAgain } from '../store/events';
import type { Moment } from '../domain/clock';
import { wakeAgain } from '../store/wakes';
import { whoami, withOffice } from './office';

export function inboxCommand(): Command {
  const inbox = new Command('inbox').description('Events and wakes that were set aside');
  inbox
    .command('again')
    .argument('<number>', "the event's number in the inbox", wholeNumber)
    .option('--by <who>', 'who sends it', whoami())
    .description('Route an event once more')
    .action(async (seq: number, { by }: { by: string }) => {
      await settle((tx, at) => sendAgain(tx, seq, by, at), `there is no event ${seq} in the inbox`);
      console.log(`Event ${seq} is routed again.`);
    });
  inbox
    .command('ignore')
    .argument('<number>', "the event's number in the inbox", wholeNumber)
    .requiredOption('--reason <text>', 'why; kept with the event')
    .option('--by <who>', 'who says so', whoami())
    .description('Let an event rest that waits or was set aside')
    .action(async (seq: number, { by, reason }: { by: string; reason: string }) => {
      await settle(
        (tx, at) => ignoreEvent(tx, seq, by, reason, at),
        `no event ${seq} waits or was set aside`,
      );
      console.log(`Event ${seq} rests.`);
    });
  inbox
    .command('wake')
    .argument('<target>', 'a workflow or account, such as case:acct_1:usd')
    .option('--by <who>', 'who wakes it', whoami())
    .description('Have a workflow or account look again')
    .action(async (target: string, { by }: { by: string }) => {
      await settle((tx, at) => wakeAgain(tx, target, by, at), `nothing was ever routed to ${target}`);
      console.log(`${target} looks again.`);
    });
  return inbox;
}

async function settle(work: (tx: Tx, at: Moment) => Promise<boolean>, problem: string): Promise<void> {
  const done = await withOffice(readConfig(), ({ db, now }) =>
    db.transaction().execute((tx) => work(tx, now())),
  );
  if (!done) throw new Error(`Nothing was done: ${problem}. The console's inbox page shows what there is.`);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw new InvalidArgumentError('An event is named by its number in the inbox.');
  return Number(text);
}
