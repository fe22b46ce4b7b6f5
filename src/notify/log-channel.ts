import type { Logger } from 'pino';
import type { Message } from './channel';

/** One line for each notice: to whom and about what, without the text. The text stays in the store. */
export function logMessage(log: Logger, message: Message): void {
  const { noticeId, audience, account, words } = message;
  log.info({ notice: `notice:${noticeId}`, audience, account, subject: words.subject }, 'notice');
}
