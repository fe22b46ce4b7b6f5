import { Command } from 'commander';
import { readConfig } from '../config';
import { bringUpConsole } from '../processes/console';
import { databaseUrl } from './open-store';
import { runAs, temporalSettings } from './process';

export function consoleCommand(): Command {
  return new Command('console')
    .description('Show the pages for the people who run Recoup. Any number side by side')
    .action(async () => {
      const config = readConfig();
      const { host, port, password } = config.console;
      const options = {
        databaseUrl: databaseUrl(config),
        temporal: temporalSettings(config),
        temporalUiUrl: config.temporal.uiUrl,
        listen: { host, port },
        password,
      };
      await runAs('console', config, (context) => bringUpConsole(context, options));
    });
}
