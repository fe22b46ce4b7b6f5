import type { Logger } from 'pino';
import { assertNever } from '../domain/never';
import type { Post } from './channel';
import { logMessage } from './log-channel';
import { createMailChannel, type MailSettings } from './mail-channel';
import { deliverByWebhook, type WebhookSettings } from './webhook-channel';

export interface PostSettings {
  readonly mail: MailSettings | null;
  readonly secrets: WebhookSettings['secrets'];
  readonly log: Logger;
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
}

/** All ways out of the house. Which of them a policy needs is `checkRecipients`'s question. */
export function createPost({ mail, secrets, log, wallNow }: PostSettings): Post {
  const mailChannel = mail === null ? null : createMailChannel(mail);
  return {
    async deliver(message, way) {
      switch (way.channel) {
        case 'mail':
          if (mailChannel === null) throw new Error('a notice goes by mail, and no mail server is set');
          await mailChannel.deliver(message, way.address);
          return;
        case 'webhook':
          await deliverByWebhook({ secrets, wallNow }, message, way);
          return;
        case 'log':
          logMessage(log, message);
          return;
        default:
          assertNever(way);
      }
    },
    close: () => {
      mailChannel?.close();
      return Promise.resolve();
    },
  };
}
