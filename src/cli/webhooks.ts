import { Command } from 'commander';
import { readConfig } from '../config';
import { bringUpWebhooks } from '../processes/webhooks';
import { databaseUrl } from './open-store';
import { runAs } from './process';

export function webhooksCommand(): Command {
  return new Command('webhooks')
    .description('Receive Stripe’s webhooks: verify, store, acknowledge. Any number side by side')
    .action(async () => {
      const config = readConfig(process.env, ['STRIPE_WEBHOOK_SECRETS', 'STRIPE_CONNECT_WEBHOOK_SECRETS']);
      const url = databaseUrl(config);
      const { webhookSecrets, connectWebhookSecrets } = config.stripe;
      await runAs('webhooks', config, (context) =>
        bringUpWebhooks(context, {
          databaseUrl: url,
          secrets: { platform: webhookSecrets, connect: connectWebhookSecrets },
          listen: config.webhooks,
        }),
      );
    });
}
