import { createHash } from 'node:crypto';
import type { IncomingEvent } from '../store/events';

/** What a body that is not a JSON object is stored as; the relay sets it aside for a person. */
export const MALFORMED = 'malformed';
export const NO_TYPE = 'unnamed';

const LATEST_SECOND = 8_640_000_000_000;

/**
 * Takes from a signed body what the inbox needs. Total: of the envelope only `id`, `type` and `data.object` can be
 * relied on, and not even they; whatever is missing is null, and an event without a usable id is named by its bytes.
 */
export function readEnvelope(source: 'platform' | 'connect', body: Buffer): IncomingEvent {
  // PostgreSQL's text holds anything but the NUL character.
  const text = body.toString('utf8').replaceAll('\0', '\uFFFD');
  const event = parseObject(text);
  const created = event?.['created'];
  return {
    source,
    eventId: nameIn(event, 'id') ?? `body:${createHash('sha256').update(body).digest('hex')}`,
    type: event === null ? MALFORMED : (nameIn(event, 'type') ?? NO_TYPE),
    account: nameIn(event, 'account'),
    objectId: nameIn(recordIn(recordIn(event, 'data'), 'object'), 'id'),
    livemode: typeof event?.['livemode'] === 'boolean' ? event['livemode'] : null,
    body: text,
    createdMs:
      typeof created === 'number' && Math.abs(created) < LATEST_SECOND ? Math.trunc(created * 1_000) : null,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parseObject(text: string): Fields | null {
  try {
    return asFields(JSON.parse(text));
  } catch {
    return null;
  }
}

function recordIn(fields: Fields | null, name: string): Fields | null {
  return asFields(fields?.[name]);
}

/** Ids and types: printable, and short enough for an index. */
function nameIn(fields: Fields | null, name: string): string | null {
  const value = fields?.[name];
  return typeof value === 'string' && /^[\x20-\x7e]{1,255}$/.test(value) ? value : null;
}

function asFields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
