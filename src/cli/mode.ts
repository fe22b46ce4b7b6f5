import { Argument, Command } from 'commander';
import { readConfig } from '../config';
import { readDoorState, type Mode } from '../store/door-state';
import { whoami, withOffice } from './office';

interface Flags {
  readonly by: string;
  readonly reason: string;
}

export function modeCommand(): Command {
  return new Command('mode')
    .addArgument(
      new Argument('[mode]', 'observe: decide and record, move nothing; act: move money').choices([
        'observe',
        'act',
      ]),
    )
    .option('--by <who>', 'who changes it', whoami())
    .option('--reason <text>', 'why; kept with the decision', 'said at the command line')
    .description('Say or change whether money moves')
    .action(async (mode: Mode | undefined, { by, reason }: Flags) => {
      await withOffice(readConfig(), async ({ db, controls }) => {
        if (mode !== undefined) await controls.changeMode(mode, { by, reason });
        const state = await readDoorState(db);
        console.log(`mode ${state.mode}${state.frozen ? ', frozen: no money moves' : ''}`);
      });
    });
}

export function freezeCommand(): Command {
  return new Command('freeze')
    .option('--by <who>', 'who shuts it', whoami())
    .option('--reason <text>', 'why; kept with the decision', 'said at the command line')
    .description('Shut the door at once: no money moves until it is unfrozen')
    .action(async (flags: Flags) => {
      await withOffice(readConfig(), ({ controls }) => controls.freeze(flags));
      console.log('Frozen: no money moves. To open it again: bin/recoup unfreeze');
    });
}

export function unfreezeCommand(): Command {
  return new Command('unfreeze')
    .option('--by <who>', 'who opens it', whoami())
    .option('--reason <text>', 'why; kept with the decision', 'said at the command line')
    .description('Open the door again; what was held back is decided afresh')
    .action(async (flags: Flags) => {
      await withOffice(readConfig(), ({ controls }) => controls.unfreeze(flags));
      console.log('Unfrozen: what was held back is decided afresh.');
    });
}
