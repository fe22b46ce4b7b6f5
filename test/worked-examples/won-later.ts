import { DESTINATION, TR_1, seller, workedExample, type WorkedExample } from './example';

export const wonLater: readonly WorkedExample[] = [
  workedExample({
    id: '4',
    title: 'As 3, then won on appeal after the clearing',
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
      | 8 | appeal won: funds reinstated | reinstatement | 10000 | customer | platform.available |  |  | 104500 |
      | 9 | flow looks | claim_released | 4000 |  |  | cleared:ct_1:dp_1:principal, open 0 |  |  |
      | 9a |  | claim_set_off | 1500 |  |  | fee:dp_1:A, open 0 |  |  |
      | 9b |  | give_back | 4500 | platform.available | A.stripe | tr_gb1 | 4500 | 100000 |
    `,
    places: `
      | A.stripe | 0 | 4500 |
      | A.bank | 9000 | 9000 |
      | platform.available | 100000 | 100000 |
      | stripe | 0 | 1500 |
      | customers | 0 | -6000 |
    `,
    books: `
      | dp_1 | A | principal | 0 | 0 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 1500 | 0 | 0 |
    `,
    claims: [],
    shortfalls: [],
  }),
  workedExample({
    id: '4b',
    title: 'Won after Stripe cleared, before the clearing was booked',
    given: { ...DESTINATION, sellers: [seller('A', 0, 9000, [TR_1])] },
    rows: `
      | 1 | dispute: funds withdrawn | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit refused | 1500 | A.stripe | platform.available | balance_insufficient |  |  |
      | 2a |  | claim_opened | 1500 |  |  | fee:dp_1:A |  |  |
      | 2b |  | reversal | 10000 | A.stripe | platform.available | tr_1 | -10000 | 98500 |
      | 2c |  | reserve_hold | 10000 | platform.available | platform.reserve |  |  | 88500 |
      | 3 | day 180: dispute won, funds reinstated; the same hour Stripe clears, not yet booked | reinstatement | 10000 | customer | platform.available |  |  | 98500 |
      | 4 | give-back pre-flight reads the list of collection transfers and books what it finds | collection_transfer | 10000 | platform.reserve | A.stripe |  | 0 |  |
      | 4a |  | claim_opened | 10000 |  |  | cleared:ct_1:dp_1:principal |  |  |
      | 5 | flow looks | claim_released | 10000 |  |  | cleared:ct_1:dp_1:principal, open 0 |  |  |
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
  workedExample({
    id: '11',
    title: 'Won, given back, lost again on appeal',
    given: { ...DESTINATION, sellers: [seller('A', 20000, 0, [TR_1])] },
    rows: `
      | 1 | dispute: funds withdrawn | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit | 1500 | A.stripe | platform.available | fee | 18500 | 90000 |
      | 2a |  | reversal | 10000 | A.stripe | platform.available | tr_1 | 8500 | 100000 |
      | 3 | won: funds reinstated | reinstatement | 10000 | customer | platform.available |  |  | 110000 |
      | 4 | flow looks | give_back | 10000 | platform.available | A.stripe | tr_gb1 | 18500 | 100000 |
      | 5 | appeal lost: funds withdrawn again | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 6 | flow looks | reversal | 10000 | A.stripe | platform.available | tr_gb1 | 8500 | 100000 |
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
];
