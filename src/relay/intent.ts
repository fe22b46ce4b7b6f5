import type { Json } from '../domain/json';
import { route, type RoutedTo } from '../domain/routing';
import type { NewEvent } from '../store/events';
import type { WakeClass } from '../store/ports';

/** What one event is to become; a body that is no JSON object has no way to be routed, ever. */
export type Intent =
  | { readonly kind: 'target'; readonly target: RoutedTo; readonly wakeClass: WakeClass }
  | { readonly kind: 'nobody'; readonly reason: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/** One installation is live or test: events of the other mode are kept and concern nobody. */
export function intentOf(event: NewEvent, livemode: boolean): Intent {
  let body: Json;
  try {
    body = JSON.parse(event.body) as Json;
  } catch {
    return { kind: 'malformed', reason: 'signed, but no JSON: it cannot tell what it is about' };
  }
  if (!isRecord(body)) return { kind: 'malformed', reason: 'signed, but no JSON object' };
  if (event.livemode !== null && event.livemode !== livemode) {
    const modes = event.livemode
      ? 'a live event on a test installation'
      : 'a test event on a live installation';
    return { kind: 'nobody', reason: modes };
  }
  const data = body['data'] ?? null;
  const object = isRecord(data) ? (data['object'] ?? null) : null;
  const { target, wakeClass, reason } = route({ ...event, object });
  if (target === null) return { kind: 'nobody', reason: reason ?? 'no concern' };
  return { kind: 'target', target, wakeClass };
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
