import type { Posting } from '../../src/domain/ledger/books';

/** One posting as a line, "taken usd 900 dp_1 principal", so that a whole entry can be read and compared. */
const line = (row: Posting): string =>
  [row.book, row.currency, row.amountMinor, row.cause, row.part, row.claimId, row.sinceMs]
    .filter((word) => word !== null)
    .join(' ');

/** What postings say, in an order of its own: theirs means nothing. */
export const said = (postings: readonly Posting[]): readonly string[] => postings.map(line).sort();
