import { describe, expect, test } from '@jest/globals';
import { COLLECTION_TRANSFER, FAMILIES } from '../../src/domain/routing';
import { CONNECT_EVENTS, PLATFORM_EVENTS } from '../../src/stripe/webhook-events';

const covers = (pattern: string, type: string) =>
  pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;

describe('the events that Stripe is asked to send', () => {
  const asked = [...new Set([...PLATFORM_EVENTS, ...CONNECT_EVENTS])];
  const patterns = FAMILIES.flatMap(({ types }) => types);

  test.each(asked)('%s concerns somebody', (type) => {
    expect(patterns.filter((pattern) => covers(pattern, type))).not.toEqual([]);
  });

  test.each(patterns.filter((pattern) => pattern !== COLLECTION_TRANSFER))(
    '%s, which is routed, is asked for',
    (pattern) => {
      expect(asked.filter((type) => covers(pattern, type))).not.toEqual([]);
    },
  );

  test('are named once for each endpoint', () => {
    for (const events of [PLATFORM_EVENTS, CONNECT_EVENTS]) expect(new Set(events).size).toBe(events.length);
  });
});
