import { z } from 'zod';
import { currency } from '../../domain/money';

export const amountMinor = z.int();
export const instantMs = z.int();
export const currencyCode = z
  .string()
  .regex(/^[a-z]{3}$/)
  .transform(currency);

/** One line of what is owed. */
export const owedItem = z.object({
  cause: z.string(),
  part: z.enum(['principal', 'fee']),
  amountMinor,
});

/** What every notice about a case carries: ids and amounts, minor units of one currency, clock instants. */
export const caseParams = z.object({
  caseNumber: z.int(),
  account: z.string(),
  currency: currencyCode,
  shortfallMinor: amountMinor,
  claimsMinor: amountMinor.default(0),
  items: z.array(owedItem).default([]),
  /** Whole days since the balance went below zero. */
  day: z.int().default(0),
  negativeSinceMs: instantMs.nullable().default(null),
  /** Not before this does Stripe clear the balance from the platform's reserve. */
  clearsMs: instantMs.nullable().default(null),
  payoutsHeld: z.boolean().default(false),
  /** When the bank debit is expected; null where there will be none, or where it is not known. */
  debitExpectedMs: instantMs.nullable().default(null),
  debitPossible: z
    .enum(['yes', 'country', 'account_kind', 'no_bank_account', 'bank_errored', 'unreachable'])
    .nullable()
    .default(null),
});
export type CaseParams = z.output<typeof caseParams>;

/** What every notice about a dispute and one seller carries. */
export const disputeParams = z.object({
  dispute: z.string(),
  currency: currencyCode.nullable().default(null),
  /** The part of this notice: what is disputed, taken or given back; minor units of `currency`. */
  amountMinor: amountMinor.nullable().default(null),
  feeMinor: amountMinor.default(0),
  reason: z.string().nullable().default(null),
  charge: z.string().nullable().default(null),
});
