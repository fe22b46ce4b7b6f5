import { Command } from 'commander';
import { readConfig } from '../config';
import { checkRecipients } from '../notify/recipients';
import { loadPolicy } from '../policy-file';
import { bringUpWorker } from '../processes/worker';
import { databaseUrl } from './open-store';
import { runAs, stripeSettings, temporalSettings } from './process';

export function workerCommand(): Command {
  return new Command('worker')
    .description('Work on what the inbox holds: Temporal worker, relay, notices. Any number side by side')
    .action(async () => {
      const config = readConfig(process.env, ['RECOUP_PLATFORM_NAME']);
      const policy = loadPolicy(config.policyFile);
      const stripe = stripeSettings(config);
      // On a simulator, mail without a mail server goes to the log.
      if (stripe.url === null) checkRecipients(policy.recipients, config.notices, false);
      const options = {
        databaseUrl: databaseUrl(config),
        temporal: temporalSettings(config),
        stripe,
        policy,
        earningsFolder: config.earningsFolder,
        notices: config.notices,
        links: config.links.issue,
        platformName: config.notices.platformName ?? 'the platform',
      };
      await runAs('worker', config, (context) => bringUpWorker(context, options));
    });
}
