import { Command } from 'commander';
import { readConfig } from '../config';
import { withOffice } from './office';

export function movesCommand(): Command {
  const moves = new Command('moves').description('Moves of money whose outcome is not known');
  moves
    .command('retry')
    .argument('<key>', "the move's key, from the attention item")
    .requiredOption('--by <who>', 'who allows it')
    .option('--reason <text>', 'why; kept with the decision', 'said at the command line')
    .description(
      'Give up a move whose outcome stayed unknown, so that a new one may be tried; it is looked for once more first',
    )
    .action(async (key: string, flags: { by: string; reason: string }) => {
      await withOffice(readConfig(), ({ controls }) => controls.allowNewAttempt(key, flags));
      console.log(`${key} is given up; its flow decides afresh.`);
    });
  return moves;
}
