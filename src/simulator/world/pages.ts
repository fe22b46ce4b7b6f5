import type { Core } from './core';
import type { StripeObject } from './port';

export interface PageRequest {
  readonly limit: number;
  readonly startingAfter?: string;
  readonly endingBefore?: string;
}

export interface Page {
  readonly data: readonly StripeObject[];
  readonly hasMore: boolean;
}

/**
 * A page of a list that nothing filters, newest first, read without its neighbours: a hundred thousand accounts are
 * listed in a thousand calls. `kind` is that of the notes which list the ids. Null where the cursor names nothing.
 */
export function pageOfNotes(core: Core, kind: string, object: string, page: PageRequest): Page | null {
  const count = core.store.count('', kind);
  const cursor = page.startingAfter ?? page.endingBefore;
  const place = cursor === undefined ? count : core.store.placeOf(`_${kind}/${cursor}`);
  if (place === null) return null;
  const older = page.endingBefore === undefined;
  const from = older ? place - page.limit : place + 1;
  const to = older ? place : place + 1 + page.limit;
  const rows = core.store.between('', kind, from, to).map(({ value }) => value as { readonly id: string });
  const data = rows.map(({ id }) => core.need<StripeObject>(id, object)).reverse();
  return { data, hasMore: older ? from > 0 : to < count };
}
