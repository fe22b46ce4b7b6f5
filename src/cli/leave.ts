import { Command } from 'commander';
import { readConfig } from '../config';
import { readDoorState } from '../store/door-state';
import { putEverythingBack, type PutBack } from '../money/leave';
import { whoami, withOffice } from './office';

interface Flags {
  readonly by: string;
  readonly reason: string;
}

export function leaveCommand(): Command {
  return new Command('leave')
    .option('--by <who>', 'who decides it', whoami())
    .option('--reason <text>', 'why; kept with the decisions', 'Recoup leaves this platform')
    .description('Go back to observing, and put back every switch that Recoup set on connected accounts')
    .action(async ({ by, reason }: Flags) => {
      const done = await withOffice(readConfig(), async ({ db, controls, switches, policyHash }) => {
        const { mode } = await readDoorState(db);
        if (mode === 'act') await controls.changeMode('observe', { by, reason });
        return putEverythingBack(switches, (account) => ({
          kind: 'leave',
          subject: account,
          actor: by,
          inputs: {},
          reason,
          policyHash,
        }));
      });
      console.log(['mode observe: no money moves from here on.', ...said(done)].join('\n'));
      if (done.some(({ outcome }) => outcome.kind !== 'switched')) process.exitCode = 1;
    });
}

function said(done: readonly PutBack[]): readonly string[] {
  if (done.length === 0)
    return ['No account has a hold or a bank debit that Recoup set: nothing to put back.'];
  return done.map(({ account, what, outcome }) => {
    switch (outcome.kind) {
      case 'switched':
        return `${account}  ${what}: as it was before Recoup`;
      case 'refused':
        return `${account}  ${what}: Stripe refused (${outcome.code}). Set it in the Dashboard, or run this again.`;
      case 'held':
        return `${account}  ${what}: held back (${outcome.why}). Run this again.`;
    }
  });
}
