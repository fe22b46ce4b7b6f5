import { DESTINATION, TR_1, seller, workedExample, type WorkedExample } from './example';

export const bankDebitsAndClearing: readonly WorkedExample[] = [
  workedExample({
    id: '2',
    title: 'The seller has paid out, the bank debit succeeds',
    given: { ...DESTINATION, sellers: [seller('A', 0, 9000, [TR_1])], bank: 'works' },
    rows: `
      | 1 | dispute: funds withdrawn | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit refused | 1500 | A.stripe | platform.available | balance_insufficient |  |  |
      | 2a |  | claim_opened | 1500 |  |  | fee:dp_1:A |  |  |
      | 2b |  | reversal | 10000 | A.stripe | platform.available | tr_1 | -10000 | 98500 |
      | 2c |  | reserve_hold | 10000 | platform.available | platform.reserve |  |  | 88500 |
      | 3 | bank debit attempted, then posts: provisional | bank_debit | 10000 | A.bank | A.stripe |  | 0 |  |
      | 4 | bank debit settled |  |  |  |  |  |  |  |
      | 4a |  | reserve_release | 10000 | platform.reserve | platform.available |  |  | 98500 |
    `,
    places: `
      | customer | 0 | 10000 |
      | A.stripe | 0 | 0 |
      | A.bank | 9000 | -1000 |
      | platform.available | 100000 | 98500 |
      | stripe | 0 | 1500 |
    `,
    books: `
      | dp_1 | A | principal | 10000 | 10000 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 0 | 1500 | 0 |
    `,
    claims: ['fee:dp_1:A 1500 usd'],
    shortfalls: [],
  }),
  workedExample({
    id: '3',
    title: 'The bank debit fails for good, day 180, later sales',
    given: { ...DESTINATION, sellers: [seller('A', 0, 9000, [TR_1])], bank: 'refuses' },
    rows: `
      | 1 | dispute: funds withdrawn | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit refused | 1500 | A.stripe | platform.available | balance_insufficient |  |  |
      | 2a |  | claim_opened | 1500 |  |  | fee:dp_1:A |  |  |
      | 2b |  | reversal | 10000 | A.stripe | platform.available | tr_1 | -10000 | 98500 |
      | 2c |  | reserve_hold | 10000 | platform.available | platform.reserve |  |  | 88500 |
      | 3 | bank debit posts: provisional | bank_debit | 10000 | A.bank | A.stripe |  | 0 |  |
      | 4 | bank debit returned for good | bank_debit_return | 10000 | A.stripe | A.bank |  | -10000 |  |
      | 5 | day 180: collection transfer found, clearing booked | collection_transfer | 10000 | platform.reserve | A.stripe |  | 0 |  |
      | 5a |  | claim_opened | 10000 |  |  | cleared:ct_1:dp_1:principal |  |  |
      | 6 | later sale of 6000 reaches A | transfer | 6000 | customers | A.stripe |  | 6000 |  |
      | 7 | case collects claims | account_debit | 6000 | A.stripe | platform.available |  | 0 | 94500 |
      | 7a |  | claim_paid | 6000 |  |  | cleared:ct_1:dp_1:principal, open 4000 |  |  |
      | 8 | flow looks | nothing to move |  |  |  |  |  |  |
    `,
    places: `
      | customer | 0 | 10000 |
      | A.stripe | 0 | 0 |
      | A.bank | 9000 | 9000 |
      | platform.available | 100000 | 94500 |
      | stripe | 0 | 1500 |
      | customers | 0 | -6000 |
    `,
    books: `
      | dp_1 | A | principal | 10000 | 6000 | 4000 | 0 |
      | dp_1 | A | fee | 1500 | 0 | 1500 | 0 |
    `,
    claims: ['fee:dp_1:A 1500 usd', 'cleared:ct_1:dp_1:principal 4000 usd'],
    shortfalls: [],
  }),
];
