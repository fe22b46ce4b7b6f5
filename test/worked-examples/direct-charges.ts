import { seller, workedExample, type WorkedExample } from './example';

export const directCharges: readonly WorkedExample[] = [
  workedExample({
    id: '14',
    title: 'Direct charge, the platform is liable',
    given: { model: 'direct', chargeMinor: 10_000, currency: 'usd', sellers: [seller('A', 20_000, 0, [])] },
    rows: `
      | 1 | dispute: Stripe withdraws from the account | withdrawal | 10000 | A.stripe | customer |  | 10000 |  |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 98500 |
      | 2 | flow looks | account_debit | 1500 | A.stripe | platform.available | fee | 8500 | 100000 |
    `,
    places: `
      | customer | 0 | 10000 |
      | A.stripe | 20000 | 8500 |
      | platform.available | 100000 | 100000 |
      | stripe | 0 | 1500 |
    `,
    books: `
      | dp_1 | A | principal | 10000 | 10000 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 1500 | 0 | 0 |
    `,
    claims: [],
    shortfalls: [],
  }),
  workedExample({
    id: '14b',
    title: 'Direct charge, cleared, then won',
    given: { model: 'direct', chargeMinor: 10_000, currency: 'usd', sellers: [seller('A', 0, 9000, [])] },
    rows: `
      | 1 | dispute: Stripe withdraws from the account | withdrawal | 10000 | A.stripe | customer |  | -10000 |  |
      | 1a |  | reserve_hold | 10000 | platform.available | platform.reserve |  |  | 90000 |
      | 1b |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit refused | 1500 | A.stripe | platform.available | balance_insufficient |  |  |
      | 2a |  | claim_opened | 1500 |  |  | fee:dp_1:A |  |  |
      | 3 | day 180: collection transfer found, clearing booked | collection_transfer | 10000 | platform.reserve | A.stripe |  | 0 |  |
      | 3a |  | claim_opened | 10000 |  |  | cleared:ct_1:dp_1:principal |  |  |
      | 4 | appeal won: Stripe reinstates on the account | reinstatement | 10000 | customer | A.stripe |  | 10000 |  |
      | 5 | case collects claims | account_debit | 10000 | A.stripe | platform.available |  | 0 | 98500 |
      | 5a |  | claim_paid | 10000 |  |  | cleared:ct_1:dp_1:principal, open 0 |  |  |
    `,
    places: `
      | A.stripe | 0 | 0 |
      | A.bank | 9000 | 9000 |
      | platform.available | 100000 | 98500 |
      | stripe | 0 | 1500 |
    `,
    books: `
      | dp_1 | A | principal | 0 | 0 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 0 | 1500 | 0 |
    `,
    claims: ['fee:dp_1:A 1500 usd'],
    shortfalls: [],
  }),
];
