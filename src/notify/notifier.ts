import type { Logger } from 'pino';
import type Stripe from 'stripe';
import type { Clock } from '../domain/clock';
import type { Policy } from '../domain/policy/policy';
import type { Database } from '../store/database';
import { createContacts } from './contact';
import { createPost } from './post';
import { checkRecipients, type NoticeMeans } from './recipients';
import { createOutbox, type Outbox } from './run-outbox';
import type { LinksToGive } from './seller-links';

export interface NotifierOptions {
  readonly db: Database;
  readonly stripe: Stripe;
  readonly recipients: Policy['recipients'];
  readonly means: NoticeMeans;
  /** The platform's name as its sellers know it. */
  readonly platform: string;
  /** For letters to sellers; null where nobody answers such addresses. */
  readonly links: LinksToGive | null;
  /** The embedded run: what has no way out goes to the log. */
  readonly trial: boolean;
  readonly clock: Clock;
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
  readonly log: Logger;
}

/**
 * The outbox with every way out that the policy needs, sending until it is stopped.
 * @throws RecipientsError where a way is missing.
 */
export function createNotifier(options: NotifierOptions): Outbox {
  const { means, wallNow, log } = options;
  const recipients = checkRecipients(options.recipients, means, options.trial);
  const mail =
    means.smtpUrl === null || means.mailFrom === null ? null : { url: means.smtpUrl, from: means.mailFrom };
  const post = createPost({ mail, secrets: means.secrets, log, wallNow });
  const outbox = createOutbox({ ...options, recipients, post, contactOf: createContacts(options.stripe) });
  return {
    stop: async () => {
      await outbox.stop();
      await post.close();
    },
  };
}
