import { seller, workedExample, type WorkedExample } from './example';

export const severalSellers: readonly WorkedExample[] = [
  workedExample({
    id: '7',
    title: 'Separate charges and transfers, two sellers',
    given: {
      model: 'separate',
      chargeMinor: 10_000,
      currency: 'usd',
      sellers: [
        seller('A', 20_000, 0, [{ id: 'tr_A', amountMinor: 5000 }]),
        seller('B', 1000, 0, [{ id: 'tr_B', amountMinor: 3000 }]),
      ],
    },
    rows: `
      | 1 | dispute: funds withdrawn | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit | 937 | A.stripe | platform.available | fee | 19063 | 89437 |
      | 2a |  | account_debit | 562 | B.stripe | platform.available | fee | 438 | 89999 |
      | 2b |  | reversal | 5000 | A.stripe | platform.available | tr_A | 14063 | 94999 |
      | 2c |  | reversal | 3000 | B.stripe | platform.available | tr_B | -2562 | 97999 |
      | 2d |  | reserve_hold | 2562 | platform.available | platform.reserve |  |  | 95437 |
    `,
    places: `
      | customer | 0 | 10000 |
      | A.stripe | 20000 | 14063 |
      | B.stripe | 1000 | -2562 |
      | platform.available | 100000 | 95437 |
      | platform.reserve | 0 | 2562 |
      | stripe | 0 | 1500 |
    `,
    books: `
      | dp_1 | A | principal | 5000 | 5000 | 0 | 0 |
      | dp_1 | A | fee | 937 | 937 | 0 | 0 |
      | dp_1 | B | principal | 3000 | 3000 | 0 | 0 |
      | dp_1 | B | fee | 562 | 562 | 0 | 0 |
    `,
    claims: [],
    shortfalls: ['B 2562 usd'],
  }),
  workedExample({
    id: '8',
    title: 'Rounding',
    given: {
      model: 'separate',
      chargeMinor: 10_001,
      currency: 'usd',
      sellers: ['A', 'B', 'C'].map((name) =>
        seller(name, 5000, 0, [{ id: `tr_${name}`, amountMinor: 3333 }]),
      ),
    },
    rows: `
      | 1 | dispute of 1000: funds withdrawn | withdrawal | 1000 | platform.available | customer |  |  | 99000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 97500 |
      | 2 | flow looks | account_debit | 500 | A.stripe | platform.available | fee | 4500 | 98000 |
      | 2a |  | account_debit | 500 | B.stripe | platform.available | fee | 4500 | 98500 |
      | 2b |  | account_debit | 500 | C.stripe | platform.available | fee | 4500 | 99000 |
      | 2c |  | reversal | 333 | A.stripe | platform.available | tr_A | 4167 | 99333 |
      | 2d |  | reversal | 333 | B.stripe | platform.available | tr_B | 4167 | 99666 |
      | 2e |  | reversal | 333 | C.stripe | platform.available | tr_C | 4167 | 99999 |
    `,
    places: `
      | customer | 0 | 1000 |
      | A.stripe | 5000 | 4167 |
      | B.stripe | 5000 | 4167 |
      | C.stripe | 5000 | 4167 |
      | platform.available | 100000 | 99999 |
      | stripe | 0 | 1500 |
    `,
    books: `
      | dp_1 | A | principal | 333 | 333 | 0 | 0 |
      | dp_1 | A | fee | 500 | 500 | 0 | 0 |
      | dp_1 | B | principal | 333 | 333 | 0 | 0 |
      | dp_1 | B | fee | 500 | 500 | 0 | 0 |
      | dp_1 | C | principal | 333 | 333 | 0 | 0 |
      | dp_1 | C | fee | 500 | 500 | 0 | 0 |
    `,
    claims: [],
    shortfalls: [],
  }),
];
