import { Command } from 'commander';
import { failure } from './failure';
import { migrateCommand } from './migrate';
import { policyCommand } from './policy';
import { simulatorCommand } from './simulator';
import { startCommand } from './start';

const program = new Command('recoup')
  .description('Collects what connected accounts owe a Stripe Connect platform, as durable workflows.')
  .version('0.1.0')
  .showHelpAfterError();

for (const command of [startCommand(), simulatorCommand(), migrateCommand(), policyCommand()])
  program.addCommand(command);

program.parseAsync().catch(failure);
