import { DAY_MS, HOUR_MS } from '../domain/clock';
import type { Digest, DigestItem } from '../domain/digest/digest';

const FROM_MS = Date.parse('2026-03-02T00:00:00Z');

const line = (item: Partial<DigestItem> & Pick<DigestItem, 'what'>): DigestItem => ({
  about: null,
  times: 1,
  amountMinor: null,
  currency: null,
  atMs: FROM_MS + 10 * HOUR_MS,
  why: null,
  decision: null,
  command: null,
  ...item,
});

const NONE = { items: [], more: 0 };

/** A day such as a platform with a few hundred sellers has. */
export const DIGEST_SAMPLE: Digest = {
  schemaVersion: 1,
  date: '2026-03-02',
  timeZone: 'UTC',
  fromMs: FROM_MS,
  toMs: FROM_MS + DAY_MS,
  writtenMs: FROM_MS + DAY_MS + 8 * HOUR_MS,
  sums: {
    recovered: [
      { what: 'reversal', currency: 'eur', amountMinor: 41_200, count: 2 },
      { what: 'bank_debit', currency: 'usd', amountMinor: 100_000, count: 1 },
      { what: 'sales', currency: 'usd', amountMinor: 24_950, count: 7 },
    ],
    ended: [{ what: 'cleared', currency: 'usd', amountMinor: 8_900, count: 1 }],
    moved: [{ what: 'reversal', currency: 'eur', amountMinor: 41_200, count: 2 }],
    refused: [{ what: 'reversal', currency: 'usd', amountMinor: 12_000, count: 1 }],
    notMade: [{ what: 'a check before it failed', currency: 'usd', amountMinor: 123_450, count: 1 }],
  },
  lists: {
    needs: {
      items: [
        line({
          what: 'gate',
          about: 'case:acct_1RidgeOutdoor:usd',
          why: 'Stripe clears 1,249.50 USD on 31 March 2026, at your cost. Decide what is to be done.',
          command:
            'bin/recoup case resolve case:acct_1RidgeOutdoor:usd --outcome keepCollecting --by YOU --note WHY',
        }),
      ],
      more: 0,
    },
    withheld: {
      items: [
        line({
          what: 'give back',
          about: 'dispute:dp_1RidgeTent',
          times: 3,
          amountMinor: 123_450,
          currency: 'usd',
          why: 'a check before it failed: capability transfers is pending, not active',
          decision: 'dec_4711',
        }),
      ],
      more: 4,
    },
    softPassed: NONE,
    deadlines: {
      items: [
        line({
          what: 'evidence is due',
          about: 'dispute:dp_1RidgeTent',
          amountMinor: 123_450,
          currency: 'usd',
          atMs: FROM_MS + 5 * DAY_MS,
        }),
      ],
      more: 0,
    },
    cases: {
      items: [
        line({
          what: 'day 150 of 180',
          about: 'case:7',
          amountMinor: 124_950,
          currency: 'usd',
          why: 'acct_1RidgeOutdoor',
        }),
      ],
      more: 0,
    },
    accounts: NONE,
    payouts: NONE,
    sweep: { items: [line({ what: 'undelivered events', why: '2 found', atMs: null })], more: 0 },
    reserve: NONE,
  },
};
