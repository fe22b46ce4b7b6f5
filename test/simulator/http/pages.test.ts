import { describe, expect, it } from '@jest/globals';
import { pageOf, takePageRequest } from '../../../src/simulator/http/pages';

const all = ['e', 'd', 'c', 'b', 'a'].map((id) => ({ id, object: 'thing' }));
const ids = (page: { data: readonly { id?: string }[] }): string => page.data.map((one) => one.id).join('');

function page(params: Record<string, unknown>, matches = all): { ids: string; hasMore: boolean } {
  const found = pageOf(matches, takePageRequest(params).page, () => all);
  return { ids: ids(found), hasMore: found.hasMore };
}

describe('a page of a list', () => {
  it('begins with the newest and tells whether there is more', () => {
    expect(page({ limit: 2 })).toEqual({ ids: 'ed', hasMore: true });
    expect(page({})).toEqual({ ids: 'edcba', hasMore: false });
    expect(page({ limit: 5 })).toEqual({ ids: 'edcba', hasMore: false });
  });

  it('follows the cursor towards the older, or lies just before it', () => {
    expect(page({ limit: 2, starting_after: 'd' })).toEqual({ ids: 'cb', hasMore: true });
    expect(page({ limit: 2, starting_after: 'b' })).toEqual({ ids: 'a', hasMore: false });
    expect(page({ limit: 2, ending_before: 'b' })).toEqual({ ids: 'dc', hasMore: true });
    expect(page({ limit: 2, ending_before: 'd' })).toEqual({ ids: 'e', hasMore: false });
  });

  it('keeps its place when the cursor no longer matches the filter', () => {
    const matches = all.filter((one) => one.id !== 'c');
    expect(page({ starting_after: 'c' }, matches)).toEqual({ ids: 'ba', hasMore: false });
    expect(page({ ending_before: 'c' }, matches)).toEqual({ ids: 'ed', hasMore: false });
  });

  it('has from 1 to 100 entries and one cursor, which exists', () => {
    expect(() => page({ limit: 0 })).toThrow('greater than or equal to 1');
    expect(() => page({ limit: 101 })).toThrow('less than or equal to 100');
    expect(() => page({ starting_after: 'a', ending_before: 'b' })).toThrow('only specify one');
    expect(() => page({ starting_after: 'z' })).toThrow("No such thing: 'z'");
  });
});
