import type { Logger } from 'pino';
import type { Channel } from './channel';

/** One line for each notice: to whom and about what, without the text. The text stays in the store. */
export function logChannel(log: Logger): Channel {
  return {
    name: 'log',
    deliver: (message) => {
      log.info(
        {
          notice: message.id,
          audience: message.audience,
          account: message.account,
          subject: message.subject,
        },
        'notice sent',
      );
      return Promise.resolve();
    },
  };
}
