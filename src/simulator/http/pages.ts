import type { Page, PageRequest } from '../world/pages';
import type { StripeObject } from '../world/port';
import { failures } from './failures';

/** Takes the page parameters out of a list call's parameters. @throws StripeFailure where they make no sense. */
export function takePageRequest(params: Readonly<Record<string, unknown>>): {
  page: PageRequest;
  filters: Record<string, unknown>;
} {
  const { limit, starting_after: startingAfter, ending_before: endingBefore, ...filters } = params;
  const size = typeof limit === 'number' ? limit : 10;
  if (size < 1 || size > 100) throw failures.limitRange(size);
  if (typeof startingAfter === 'string' && typeof endingBefore === 'string') throw failures.cursors();
  const page = {
    limit: size,
    ...(typeof startingAfter === 'string' && { startingAfter }),
    ...(typeof endingBefore === 'string' && { endingBefore }),
  };
  return { page, filters };
}

/**
 * One page of a list, newest first. `everything` gives the list without filters: a cursor may have dropped out of
 * the filtered list since the last page (an event delivered meanwhile), and still marks a place.
 * @throws StripeFailure where the cursor names nothing.
 */
export function pageOf(
  matches: readonly StripeObject[],
  page: PageRequest,
  everything: () => readonly StripeObject[],
): Page {
  if (page.endingBefore !== undefined) {
    const newer = before(matches, page.endingBefore, 'ending_before', everything);
    return { data: newer.slice(-page.limit), hasMore: newer.length > page.limit };
  }
  const rest =
    page.startingAfter === undefined
      ? matches
      : after(matches, page.startingAfter, 'starting_after', everything);
  return { data: rest.slice(0, page.limit), hasMore: rest.length > page.limit };
}

function before(
  matches: readonly StripeObject[],
  cursor: string,
  param: string,
  everything: () => readonly StripeObject[],
): readonly StripeObject[] {
  const place = matches.findIndex((one) => one.id === cursor);
  if (place >= 0) return matches.slice(0, place);
  const all = everything();
  const newer = new Set(all.slice(0, placeOf(all, cursor, param)).map((one) => one.id));
  return matches.filter((one) => newer.has(one.id));
}

function after(
  matches: readonly StripeObject[],
  cursor: string,
  param: string,
  everything: () => readonly StripeObject[],
): readonly StripeObject[] {
  const place = matches.findIndex((one) => one.id === cursor);
  if (place >= 0) return matches.slice(place + 1);
  const all = everything();
  const older = new Set(all.slice(placeOf(all, cursor, param) + 1).map((one) => one.id));
  return matches.filter((one) => older.has(one.id));
}

function placeOf(all: readonly StripeObject[], cursor: string, param: string): number {
  const place = all.findIndex((one) => one.id === cursor);
  if (place < 0) throw failures.noCursor(all[0]?.object ?? 'object', cursor, param);
  return place;
}
