import { createTransport } from 'nodemailer';
import { NotDelivered, type Message } from './channel';

export interface MailSettings {
  /** `smtps://user:password@host:465` (TLS from the first byte), or `smtp://…` (STARTTLS; not asked of this machine). */
  readonly url: string;
  /** An address, or a name with one: `Ridge Market <billing@example.com>`. */
  readonly from: string;
}

export interface MailChannel {
  /** @throws NotDelivered */
  deliver(message: Message, address: string): Promise<void>;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 20_000;
const CONNECTIONS = 2;
/** How often a message whose connection broke is given to another one at once, before the outbox tries again. */
const REQUEUES = 1;
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** A pool of connections to one mail server. What it accepts is handed over: a later bounce goes to the sender. */
export function createMailChannel({ url, from }: MailSettings): MailChannel {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    pool: true,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && !LOOPBACK.includes(hostname),
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    maxConnections: CONNECTIONS,
    maxRequeues: REQUEUES,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    // A message is text; none is ever read from a file or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^\s<>@]+?)>?$/.exec(from)?.[1] ?? 'localhost';
  return {
    async deliver({ id, noticeId, words }, address) {
      try {
        await transport.sendMail({
          // As objects, so that no character of an address can be read as a second one.
          to: { name: '', address },
          from,
          subject: words.subject,
          text: words.text,
          html: words.html,
          messageId: `<${id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Recoup-Notice': String(noticeId) },
        });
      } catch (error) {
        throw notDelivered(error);
      }
    },
    close: () => transport.close(),
  };
}

/** The codes are nodemailer's; the numbers those of RFC 5321, where 5xx is for good and 4xx for now. */
function notDelivered(error: unknown): NotDelivered {
  const { message, code, responseCode } = error as { message?: string; code?: string; responseCode?: number };
  const told = message ?? String(error);
  switch (code) {
    case 'EENVELOPE':
    case 'EMESSAGE':
      return new NotDelivered(
        `the mail server refuses it: ${told}`,
        responseCode !== undefined && responseCode < 500 ? 'later' : 'never',
      );
    default:
      return new NotDelivered(`the mail server cannot be used (${code ?? 'unknown'}): ${told}`, 'silent');
  }
}
