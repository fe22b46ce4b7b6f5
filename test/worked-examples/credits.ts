import { DESTINATION, TR_1, seller, workedExample, type WorkedExample } from './example';

export const credits: readonly WorkedExample[] = [
  workedExample({
    id: '17',
    title: 'Paid outside, less than the shortfall',
    given: { ...DESTINATION, sellers: [seller('A', 0, 9000, [TR_1])] },
    rows: `
      | 1 | dispute: funds withdrawn | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit refused | 1500 | A.stripe | platform.available | balance_insufficient |  |  |
      | 2a |  | claim_opened | 1500 |  |  | fee:dp_1:A |  |  |
      | 2b |  | reversal | 10000 | A.stripe | platform.available | tr_1 | -10000 | 98500 |
      | 2c |  | reserve_hold | 10000 | platform.available | platform.reserve |  |  | 88500 |
      | 3 | A pays 5000 to the platform's bank; a person enters paidOutside 5000 | paid_outside | 5000 | A.bank | platform.bank |  |  |  |
      | 3a |  | credit | 5000 | platform.available | A.stripe | paidOutside | -5000 | 83500 |
      | 3b |  | reserve_release | 5000 | platform.reserve | platform.available |  |  | 88500 |
    `,
    places: `
      | customer | 0 | 10000 |
      | A.stripe | 0 | -5000 |
      | A.bank | 9000 | 4000 |
      | platform.available | 100000 | 88500 |
      | platform.reserve | 0 | 5000 |
      | platform.bank | 0 | 5000 |
      | stripe | 0 | 1500 |
    `,
    books: `
      | dp_1 | A | principal | 10000 | 10000 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 0 | 1500 | 0 |
    `,
    claims: ['fee:dp_1:A 1500 usd'],
    shortfalls: ['A 5000 usd'],
  }),
  workedExample({
    id: '20',
    title: 'A credit waits for a bank debit: returned',
    given: { ...DESTINATION, sellers: [seller('A', 0, 9000, [TR_1])], bank: 'refuses' },
    rows: `
      | 1 | dispute: funds withdrawn | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit refused | 1500 | A.stripe | platform.available | balance_insufficient |  |  |
      | 2a |  | claim_opened | 1500 |  |  | fee:dp_1:A |  |  |
      | 2b |  | reversal | 10000 | A.stripe | platform.available | tr_1 | -10000 | 98500 |
      | 2c |  | reserve_hold | 10000 | platform.available | platform.reserve |  |  | 88500 |
      | 3 | bank debit of 10000 attempted |  |  |  |  |  |  |  |
      | 4 | a person asks for forgive 10000 | held | 10000 |  |  | a bank debit is under way; no credit |  |  |
      | 5 | bank debit posts: provisional | bank_debit | 10000 | A.bank | A.stripe |  | 0 |  |
      | 6 | bank debit returned | bank_debit_return | 10000 | A.stripe | A.bank |  | -10000 |  |
      | 7 | decided afresh: shortfall read again, 10000 | credit | 10000 | platform.available | A.stripe |  | 0 | 78500 |
      | 7a |  | reserve_release | 10000 | platform.reserve | platform.available |  |  | 88500 |
      | 7b |  | written_off | 10000 |  |  | dp_1 principal |  |  |
    `,
    places: `
      | customer | 0 | 10000 |
      | A.stripe | 0 | 0 |
      | A.bank | 9000 | 9000 |
      | platform.available | 100000 | 88500 |
      | stripe | 0 | 1500 |
    `,
    books: `
      | dp_1 | A | principal | 10000 | 0 | 0 | 10000 |
      | dp_1 | A | fee | 1500 | 0 | 1500 | 0 |
    `,
    claims: ['fee:dp_1:A 1500 usd'],
    shortfalls: [],
  }),
];
