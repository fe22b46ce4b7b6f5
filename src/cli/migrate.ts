import { Command } from 'commander';
import { readConfig } from '../config';
import { registerSearchAttributes, registrationCommand } from '../temporal/search-attributes';
import { migrate } from '../store/migrate';
import { databaseUrl } from './open-store';
import { withTemporal } from './open-temporal';

export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      "Bring the database and Temporal's search attributes to this version; safe to run at any time",
    )
    .action(async () => {
      const config = readConfig();
      const applied = await migrate(databaseUrl(config));
      console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
      const { namespace } = config.temporal;
      try {
        const added = await withTemporal(config, (connection) =>
          registerSearchAttributes(connection, namespace),
        );
        console.log(
          added.length === 0
            ? 'The search attributes are there.'
            : `Search attributes registered: ${added.join(', ')}`,
        );
      } catch (error) {
        throw new Error(
          `The search attributes could not be registered: ${error instanceof Error ? error.message : String(error)}\n` +
            `If Temporal is away, run this again. Where Recoup may not do it, do it there:\n  ${registrationCommand(namespace)}`,
          { cause: error },
        );
      }
    });
}
