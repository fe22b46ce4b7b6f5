import qs from 'qs';
import type { RawValue } from '../api/check-parameters';

/**
 * Parameters as Stripe's clients write them in a query or a form: `metadata[key]=value`, `types[0]=payout.paid`.
 * @throws RangeError where they are nested or many beyond what any call takes.
 */
export function parseForm(text: string): Record<string, RawValue> {
  if (text === '') return {};
  const parsed: unknown = qs.parse(text, {
    depth: 8,
    strictDepth: true,
    arrayLimit: 100,
    parameterLimit: 2000,
    throwOnLimitExceeded: true,
    plainObjects: true,
  });
  return parsed as Record<string, RawValue>;
}
