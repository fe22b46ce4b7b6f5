import { readBooks, readOpen, readPlaces, readRows } from './parse';

/** A place where money is: `A.stripe`, `A.bank`, `platform.available`, `platform.reserve`, `customer`, ... */
export type Place = string;

export type RowKind =
  | 'withdrawal'
  | 'reinstatement'
  | 'dispute_fee'
  | 'dispute_fee_return'
  | 'reversal'
  | 'account_debit'
  | 'bank_debit'
  | 'bank_debit_return'
  | 'give_back'
  | 'transfer'
  | 'topup'
  | 'refund'
  | 'refund_failure'
  | 'reserve_hold'
  | 'reserve_release'
  | 'collection_transfer'
  | 'application_fee_refund'
  | 'claim_opened'
  | 'claim_paid'
  | 'claim_released'
  | 'claim_set_off'
  | 'credit'
  | 'held'
  | 'paid_outside'
  | 'written_off'
  | 'offset'
  | 'attention'
  | 'none';

export interface ExampleMoney {
  readonly amountMinor: number;
  readonly currency: string;
}

/** One line of an example. Rows of one step share its number; the first says what happens. */
export interface ExampleRow extends ExampleMoney {
  readonly step: string;
  readonly what: string;
  readonly kind: RowKind;
  readonly from: Place;
  readonly to: Place;
  readonly refused: boolean;
  readonly note: string;
  /** The balance of the account touched, and the platform's, after the row; null where the example is silent. */
  readonly accountAfter: ExampleMoney | null;
  readonly platformAfter: ExampleMoney | null;
}

export interface ExampleTransfer {
  readonly id: string;
  readonly amountMinor: number;
  readonly applicationFeeMinor?: number;
}

export interface ExampleSeller {
  readonly name: string;
  readonly currency: string;
  readonly defaultCurrency: string;
  /** Available at Stripe in `currency` (or what it lands in) before step 1. */
  readonly stripeMinor: number;
  readonly bankMinor: number;
  readonly transfers: readonly ExampleTransfer[];
  /** The account keeps its balance in another currency: rates of it for one, in and on the way out. */
  readonly landing?: { readonly currency: string; readonly in: number; readonly out: number };
}

export interface ExampleGiven {
  readonly model: 'destination' | 'separate' | 'direct';
  readonly chargeMinor: number;
  readonly currency: string;
  readonly settlesIn?: { readonly currency: string; readonly rate: number };
  readonly sellers: readonly ExampleSeller[];
  readonly applicationFee?: 'return';
  readonly contestedBy?: 'seller';
  /** What account A owes through its balance before step 1. */
  readonly owes?: readonly (ExampleMoney & { readonly cause: string })[];
  /** What account A has borne of `dp_1` before step 1, what of that Stripe cleared since, and its fee claim. */
  readonly before?: {
    readonly takenMinor: number;
    readonly clearedMinor: number;
    readonly feeClaimMinor: number;
  };
  /** Stripe debits the sellers' bank: it works, or every debit comes back. Absent: no debit. */
  readonly bank?: 'works' | 'refuses';
}

export interface ExampleEnd {
  readonly places: readonly {
    readonly place: Place;
    readonly currency: string;
    readonly startMinor: number;
    readonly endMinor: number;
  }[];
  readonly books: readonly {
    readonly cause: string;
    readonly account: string;
    readonly part: 'principal' | 'fee';
    readonly targetMinor: number;
    readonly takenMinor: number;
    readonly openMinor: number;
    readonly writtenOffMinor: number;
  }[];
  /** `name`: the claim's id, or the account that is short. */
  readonly claims: readonly (ExampleMoney & { readonly name: string })[];
  readonly shortfalls: readonly (ExampleMoney & { readonly name: string })[];
}

/** A worked example of the money rules: what is given, what happens row by row, and how everything stands at the end. */
export interface WorkedExample {
  readonly id: string;
  readonly title: string;
  readonly given: ExampleGiven;
  readonly rows: readonly ExampleRow[];
  readonly end: ExampleEnd;
}

export const TR_1: ExampleTransfer = { id: 'tr_1', amountMinor: 10_000, applicationFeeMinor: 1000 };

/** "A destination charge of 10000 with an application fee of 1000." */
export const DESTINATION = { model: 'destination', chargeMinor: 10_000, currency: 'usd' } as const;

export function seller(
  name: string,
  stripeMinor: number,
  bankMinor: number,
  transfers: readonly ExampleTransfer[],
): ExampleSeller {
  return { name, currency: 'usd', defaultCurrency: 'usd', stripeMinor, bankMinor, transfers };
}

/** Rows that happen together, with what the first says; `flow looks` and the like name who acts. */
export interface ExampleStep {
  readonly number: string;
  readonly what: string;
  readonly rows: readonly ExampleRow[];
}

export function stepsOf(example: WorkedExample): readonly ExampleStep[] {
  const steps: { number: string; what: string; rows: ExampleRow[] }[] = [];
  for (const row of example.rows) {
    const number = /^\d+/.exec(row.step)?.[0] ?? row.step;
    const last = steps.at(-1);
    if (last?.number === number) last.rows.push(row);
    else steps.push({ number, what: row.what ?? '', rows: [row] });
  }
  return steps;
}

/** The tables as the example has them. Amounts are minor units of `currency` unless a cell names another. */
export function workedExample(text: {
  readonly id: string;
  readonly title: string;
  readonly currency?: string;
  readonly given: ExampleGiven;
  readonly rows: string;
  readonly places: string;
  readonly books: string;
  readonly claims: readonly string[];
  readonly shortfalls: readonly string[];
}): WorkedExample {
  const currency = text.currency ?? 'usd';
  return {
    id: text.id,
    title: text.title,
    given: text.given,
    rows: readRows(text.rows, currency),
    end: {
      places: readPlaces(text.places, currency),
      books: readBooks(text.books),
      claims: readOpen(text.claims),
      shortfalls: readOpen(text.shortfalls),
    },
  };
}
