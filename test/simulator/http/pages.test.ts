import { describe, expect, it } from '@jest/globals';
import { pageOf, takePageRequest } from '../../../src/simulator/http/pages';
import { refusal, startSimulator } from './support/simulator';

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

describe('pages of the accounts', () => {
  it('are those that the whole list would give, from every cursor in both directions', async () => {
    const { simulator, stripe, close } = await startSimulator();
    const accounts = Array.from({ length: 7 }, (_, index) =>
      simulator.world.acts.createSeller({ id: `acct_${index}`, country: 'US' }),
    ).toReversed();
    const everything = accounts.map((id) => ({ id, object: 'account' }));
    for (const cursor of [undefined, ...accounts]) {
      for (const name of ['starting_after', 'ending_before'] as const) {
        const params = { limit: 3, ...(cursor !== undefined && { [name]: cursor }) };
        const wanted = pageOf(everything, takePageRequest(params).page, () => everything);
        const { data, has_more: hasMore } = await stripe.accounts.list(params);
        expect({ params, ids: ids({ data }), hasMore }).toEqual({
          params,
          ids: ids(wanted),
          hasMore: wanted.hasMore,
        });
      }
    }
    const refused = await refusal(stripe.accounts.list({ starting_after: 'acct_of_nobody' }));
    expect(refused.message).toContain('acct_of_nobody');
    await close();
  });
});
