import { NotDelivered, type Message } from './channel';
import { signedHeaders } from './standard-webhooks';

export interface WebhookSettings {
  readonly secrets: readonly { readonly name: string; readonly secret: string }[];
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const GONE = 410;

/**
 * Posts a message, signed. Any 2xx is the end of it; 410 says that nobody wants it there any more; whatever else is
 * tried again. A redirect is not followed, for the policy names where notices go, and the answer's body is not read.
 * @throws NotDelivered
 */
export async function deliverByWebhook(
  settings: WebhookSettings,
  message: Message,
  way: { readonly url: string; readonly secret: string },
): Promise<void> {
  const { host } = new URL(way.url);
  const body = JSON.stringify(webhookBody(message));
  const secrets = settings.secrets.filter(({ name }) => name === way.secret).map(({ secret }) => secret);
  let response: Response;
  try {
    response = await fetch(way.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Recoup',
        ...signedHeaders(message.id, settings.wallNow(), body, secrets),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(settings.timeoutMs ?? TIMEOUT_MS),
    });
  } catch (error) {
    throw new NotDelivered(`${host} does not answer: ${reasonOf(error)}`, 'silent');
  }
  // However long the answer is, it is not waited for.
  await response.body?.cancel().catch(() => undefined);
  if (response.ok) return;
  throw response.status === GONE
    ? new NotDelivered(`${host} answers 410: nobody wants notices there any more`, 'never')
    : new NotDelivered(`${host} answers ${response.status}`, 'later', retryAfterMs(response));
}

/** What is posted, described in docs/notices.md. */
export function webhookBody(message: Message) {
  const { noticeId, template, audience, level, subject, account, figures, queuedMs, words } = message;
  return {
    type: `notice.${template}`,
    timestamp: new Date(queuedMs).toISOString(),
    data: { notice: noticeId, template, role: audience, level, about: subject, account, figures, words },
  };
}

/** Node wraps what the network says in an error of its own. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as { name?: string; message?: string; cause?: { message?: string } };
  return name === 'TimeoutError' ? 'it took too long' : (cause?.message ?? message ?? String(error));
}

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
}
