import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { currency } from '../../../src/domain/money';
import {
  agrees,
  compareReserve,
  fits,
  type KnownDebt,
  type ProvisionalDebit,
} from '../../../src/domain/reconciliation/compare';
import { outcomeOf, readingLearnt } from '../../../src/domain/reconciliation/outcome';

const usd = currency('usd');
const debt = (shortfallMinor: number, debits: readonly ProvisionalDebit[] = []): KnownDebt => ({
  shortfallMinor,
  unreadableMinor: [],
  debits,
});
const everywhere = (known: KnownDebt) => ({ application: known, platform: known });

/** Balances of accounts in one currency, of those whose requirements the platform collects and of the others. */
const ACCOUNTS = fc.array(
  fc.record({ availableMinor: fc.integer({ min: -50_000, max: 50_000 }), collects: fc.boolean() }),
  { maxLength: 30 },
);
type Accounts = readonly { readonly availableMinor: number; readonly collects: boolean }[];
const below = (accounts: Accounts): number =>
  accounts.reduce((sum, { availableMinor }) => sum + Math.max(0, -availableMinor), 0);
const knownOf = (accounts: Accounts) => ({
  application: debt(below(accounts.filter(({ collects }) => collects))),
  platform: debt(below(accounts)),
});

describe('the reserve beside what is known', () => {
  test('agrees for any accounts that are known as they are, whoever is above zero', () => {
    fc.assert(
      fc.property(ACCOUNTS, (accounts) => {
        const compared = compareReserve(usd, below(accounts), knownOf(accounts));
        expect(agrees(compared, 'platform')).toBe(true);
        expect(compared.readings.platform.differenceMinor).toBe(0);
      }),
    );
  });

  test('differs by exactly as much as one account is otherwise than known', () => {
    const otherwise = fc.integer({ min: 1, max: 99_999 });
    fc.assert(
      fc.property(ACCOUNTS, otherwise, (accounts, moreMinor) => {
        const all = accounts.map((account) => ({ ...account, collects: true }));
        const compared = compareReserve(usd, below(all) + moreMinor, knownOf(all));
        expect(fits(compared)).toBe('neither');
        expect(compared.readings.platform.differenceMinor).toBe(moreMinor);
      }),
    );
  });

  test('agrees by the sums where two errors offset each other: only a full check finds those', () => {
    const known = [{ availableMinor: -500, collects: true }];
    const real = [
      ...known.map((one) => ({ ...one, availableMinor: 0 })),
      { availableMinor: -500, collects: true },
    ];
    expect(agrees(compareReserve(usd, below(real), knownOf(known)), 'platform')).toBe(true);
    const difference = { account: 'acct_1', currency: 'usd', knownMinor: 0, foundMinor: 500 };
    expect(outcomeOf([compareReserve(usd, 500, knownOf(known))], [difference], 'platform')).toBe('found');
  });

  test.each([
    [900, 'platform'],
    [300, 'application'],
    [600, 'neither'],
  ] as const)('of %i held says whose accounts they are: %s', (heldMinor, reading) => {
    const known = { application: debt(300), platform: debt(900) };
    expect(fits(compareReserve(usd, heldMinor, known))).toBe(reading);
  });

  test('of equal sums says both', () => {
    expect(fits(compareReserve(usd, 300, everywhere(debt(300))))).toBe('both');
    expect(fits(compareReserve(usd, 0, everywhere(debt(0))))).toBe('both');
  });
});

describe('the reading to judge by', () => {
  const compared = (heldMinor: number) =>
    compareReserve(usd, heldMinor, { application: debt(300), platform: debt(900) });

  test.each([
    ['stays where it fits', [900], 'platform', 'platform'],
    ['changes where the other alone explains every currency', [300, 300], 'platform', 'application'],
    ['changes back likewise', [900], 'application', 'platform'],
    ['stays where each explains a part', [300, 900], 'platform', 'platform'],
    ['stays where neither does', [500], 'application', 'application'],
    ['stays where there is nothing to compare', [], 'application', 'application'],
  ] as const)('%s', (_what, held, soFar, expected) => {
    expect(readingLearnt(held.map(compared), soFar)).toBe(expected);
  });

  test('does not pass for agreement where it is the other that fits', () => {
    expect(outcomeOf([compared(300)], [], 'platform')).toBe('differs');
    expect(outcomeOf([compared(300)], [], 'application')).toBe('agrees');
  });
});

describe('debits that were just paid', () => {
  const DEBITS = fc.uniqueArray(
    fc.record({ amountMinor: fc.integer({ min: 1, max: 10_000 }), settlesAtMs: fc.nat() }),
    { maxLength: 12, selector: ({ settlesAtMs }) => settlesAtMs },
  );

  test('explain what is held for the newest of them, wherever Stripe stands', () => {
    fc.assert(
      fc.property(DEBITS, fc.nat(12), fc.nat(5_000), (debits, kept, shortfallMinor) => {
        const newest = debits.toSorted((a, b) => b.settlesAtMs - a.settlesAtMs).slice(0, kept);
        const keptMinor = newest.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        const compared = compareReserve(
          usd,
          shortfallMinor + keptMinor,
          everywhere(debt(shortfallMinor, debits)),
        );
        expect(compared.readings.platform).toMatchObject({ shortfallMinor, keptMinor, differenceMinor: 0 });
      }),
    );
  });

  test('explain neither more than they are, nor a part of one', () => {
    const debits = [{ amountMinor: 1_000, settlesAtMs: 2 }];
    const differenceOf = (heldMinor: number) =>
      compareReserve(usd, heldMinor, everywhere(debt(0, debits))).readings.platform.differenceMinor;
    expect([0, 999, 1_000, 1_001].map(differenceOf)).toEqual([0, 999, 0, 1]);
  });

  test('explain nothing where less is held than known', () => {
    const debits = [{ amountMinor: 1_000, settlesAtMs: 2 }];
    const { platform } = compareReserve(usd, 400, everywhere(debt(500, debits))).readings;
    expect(platform).toMatchObject({ shortfallMinor: 500, keptMinor: 0, differenceMinor: -100 });
  });
});

describe('accounts that cannot be read any more', () => {
  const compared = (heldMinor: number, unreadableMinor: readonly number[]) =>
    compareReserve(usd, heldMinor, everywhere({ shortfallMinor: 1_000, unreadableMinor, debits: [] }))
      .readings.platform;

  test('explain what Stripe holds for any of them, and that it holds nothing for the others', () => {
    const amounts = fc.array(fc.record({ minor: fc.integer({ min: 1, max: 9_999 }), held: fc.boolean() }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(amounts, (all) => {
        const held = all.reduce((sum, one) => sum + (one.held ? one.minor : 0), 0);
        const last = all.reduce((sum, { minor }) => sum + minor, 0);
        const { unreadableMinor, letGoMinor, differenceMinor } = compared(
          1_000 + held,
          all.map(({ minor }) => minor),
        );
        expect({ unreadableMinor, letGoMinor, differenceMinor }).toEqual({
          unreadableMinor: held,
          letGoMinor: last - held,
          differenceMinor: 0,
        });
      }),
    );
  });

  test('explain nothing else: what is left is told as if all of it still stood', () => {
    expect(compared(1_250, [300])).toMatchObject({
      unreadableMinor: 300,
      letGoMinor: 0,
      differenceMinor: -50,
    });
  });

  test('are too many to be told apart from nine on: all or none', () => {
    const nine = Array.from({ length: 9 }, (_, n) => 2 ** n);
    expect([1_511, 1_000, 1_001].map((held) => compared(held, nine).differenceMinor)).toEqual([0, 0, -510]);
  });
});
