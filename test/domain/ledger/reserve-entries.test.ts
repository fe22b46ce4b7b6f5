import { expect, test } from '@jest/globals';
import { imbalance } from '../../../src/domain/ledger/postings';
import { reserveHeld, reserveReleased } from '../../../src/domain/ledger/reserve-entries';
import { said } from '../../support/postings';
import { A, usd } from './random-books';

const head = { key: 'once', effectiveMs: 42 };
const held = { account: A, currency: usd, amountMinor: 1_000 };

test.each([
  ['held', 'reserve_held', reserveHeld, ['income usd -1000', 'reserved usd 1000']],
  ['released', 'reserve_released', reserveReleased, ['income usd 1000', 'reserved usd -1000']],
] as const)('earnings that are %s change nothing that the account has', (_what, kind, book, postings) => {
  const entry = book(head, held);
  expect(said(entry.postings)).toEqual(postings);
  expect(imbalance(entry.postings)).toEqual({});
  expect(entry).toMatchObject({ key: 'once', kind, account: A, effectiveMs: 42, moveKey: null, note: null });
});
