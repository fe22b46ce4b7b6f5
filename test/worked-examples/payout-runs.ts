import { seller, type WorkedExample, workedExample } from './example';

const A = {
  model: 'separate',
  chargeMinor: 10_000,
  currency: 'usd',
  sellers: [seller('A', 0, 0, [])],
} as const;

/** The worked examples of payout runs that pay earnings which the platform holds. */
export const payoutRuns: readonly WorkedExample[] = [
  workedExample({
    id: '19',
    title: 'Payout run offsets claims',
    given: { ...A, before: { takenMinor: 10_000, clearedMinor: 4_000, feeClaimMinor: 1_500 } },
    rows: `
      | 1 | payout run: line of 20000 for A | offset | 4000 |  |  | withheld, stays in platform.available |  |  |
      | 1a |  | claim_paid | 4000 |  |  | cleared:ct_1:dp_1:principal, open 0 |  |  |
      | 1b |  | offset | 1500 |  |  | withheld, stays in platform.available |  |  |
      | 1c |  | claim_paid | 1500 |  |  | fee:dp_1:A, open 0 |  |  |
      | 1d |  | transfer | 14500 | platform.available | A.stripe | earnings | 14500 | 85500 |
    `,
    places: `
      | A.stripe | 0 | 14500 |
      | platform.available | 100000 | 85500 |
    `,
    books: `
      | dp_1 | A | principal | 10000 | 10000 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 1500 | 0 | 0 |
    `,
    claims: [],
    shortfalls: [],
  }),
  workedExample({
    id: '19c',
    title: 'Payout run smaller than the shortfall',
    given: {
      ...A,
      before: { takenMinor: 10_000, clearedMinor: 0, feeClaimMinor: 1_500 },
      owes: [{ cause: 'dp_2', amountMinor: 10_000, currency: 'usd' }],
    },
    rows: `
      | 1 | payout run: line of 8000 for A | transfer | 8000 | platform.available | A.stripe | earnings | -2000 | 82000 |
      | 1a |  | reserve_release | 8000 | platform.reserve | platform.available |  |  | 90000 |
    `,
    places: `
      | A.stripe | -10000 | -2000 |
      | platform.available | 90000 | 90000 |
      | platform.reserve | 10000 | 2000 |
    `,
    books: `
      | dp_1 | A | principal | 10000 | 10000 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 0 | 1500 | 0 |
      | dp_2 | A | principal | 10000 | 10000 | 0 | 0 |
    `,
    claims: ['fee:dp_1:A 1500 usd'],
    shortfalls: ['A 2000 usd'],
  }),
];
