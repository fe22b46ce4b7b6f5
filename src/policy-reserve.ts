import { z } from 'zod';
import type { ReservePolicy } from './domain/payout/reserve-policy';
import { amounts, days } from './policy-values';

const PERCENT = /^(\d{1,3})(?:\.(\d{1,2}))?$/;
const WRITTEN = "a percentage is text from '0' to '100' with at most two decimals, such as '7.5'";

/** Basis points come out: a number would have passed through a float. */
const percent = z
  .string({ error: WRITTEN })
  .regex(PERCENT, WRITTEN)
  .transform((text) => {
    const [, whole = '0', fraction = ''] = PERCENT.exec(text) ?? [];
    return Number(whole + fraction.padEnd(2, '0'));
  })
  .refine((basisPoints) => basisPoints <= 10_000, { error: WRITTEN });

const ageRow = z
  .strictObject({ underDays: days, percent, immediatePercent: percent.optional() })
  .transform((row) => ({
    underDays: row.underDays,
    basisPoints: row.percent,
    immediateBasisPoints: row.immediatePercent ?? null,
  }));

const rateRow = z
  .strictObject({ fromPercent: percent, percent, then: z.enum(['pay', 'review', 'hold']) })
  .transform((row) => ({ fromBasisPoints: row.fromPercent, basisPoints: row.percent, then: row.then }));

/** Rows are read in order: the one that applies is found by the first number of each. */
function growing<Row>(of: string, value: (row: Row) => number) {
  return (context: z.core.ParsePayload<Row[]>): void => {
    context.value.forEach((row, index) => {
      const before = context.value[index - 1];
      if (before === undefined || value(row) > value(before)) return;
      const message = `${of} must grow from row to row`;
      context.issues.push({ code: 'custom', input: row, path: [index, of], message });
    });
  };
}

export const reserve = z
  .strictObject({
    releasedAfterDays: days.describe('a share that is held is released after so many days'),
    immediateDelivery: z
      .boolean()
      .describe('what the platform sells is delivered at once: the `immediatePercent` of a row that has one'),
    byAge: z
      .array(ageRow)
      .min(1, 'at least one row: what is held of a new seller')
      .check(growing('underDays', (row) => row.underDays))
      .describe(
        'the share of new earnings that is held, by the age of the account: the first row that it is younger than',
      ),
    trustedBelowPercent: percent.describe(
      'of older accounts nothing is held while their dispute rate is below this or tells nothing, from it on the share of the last row',
    ),
    disputeRate: z.strictObject({
      overDays: days.describe(
        'disputes of the charges of so many days, over these charges; inquiries do not count, prevented disputes do',
      ),
      minimumDisputes: z.int().min(1).describe('fewer disputes tell nothing: the age alone counts'),
      minimumCharges: z.int().min(1).describe('fewer charges tell nothing: the age alone counts'),
      rows: z
        .array(rateRow)
        .check(growing('fromPercent', (row) => row.fromBasisPoints))
        .describe(
          'the share that is held from a dispute rate on, where it is more than the age asks for; then `pay`, `review` (pay, and a person looks at the account) or `hold` (nothing is paid)',
        ),
    }),
    expectedDisputeFee: amounts.describe(
      "what Stripe charges for a dispute: kept back with a dispute's amount until the fee is known",
    ),
    smallestPayout: amounts.describe(
      'less than this is not sent and waits for the next run; in a currency without a row nothing is paid',
    ),
  })
  .transform(({ trustedBelowPercent, ...rest }): ReservePolicy => ({
    ...rest,
    trustedBelowBasisPoints: trustedBelowPercent,
  }));
