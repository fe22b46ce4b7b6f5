import { DESTINATION, TR_1, seller, workedExample, type WorkedExample } from './example';

export const destinationCharges: readonly WorkedExample[] = [
  workedExample({
    id: '1',
    title: 'Destination charge, lost, the seller has money',
    given: { ...DESTINATION, sellers: [seller('A', 20000, 0, [TR_1])] },
    rows: `
      | 1 | dispute: funds withdrawn | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit | 1500 | A.stripe | platform.available | fee | 18500 | 90000 |
      | 2a |  | reversal | 10000 | A.stripe | platform.available | tr_1 | 8500 | 100000 |
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
    id: '1b',
    title: 'The same with the policy "return the application fee"',
    given: { ...DESTINATION, sellers: [seller('A', 20000, 0, [TR_1])], applicationFee: 'return' },
    rows: `
      | 1 | dispute: funds withdrawn | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit | 1500 | A.stripe | platform.available | fee | 18500 | 90000 |
      | 2a |  | reversal | 10000 | A.stripe | platform.available | tr_1, refund_application_fee | 8500 | 100000 |
      | 2b |  | application_fee_refund | 1000 | platform.available | A.stripe | made by the same call | 9500 | 99000 |
    `,
    places: `
      | customer | 0 | 10000 |
      | A.stripe | 20000 | 9500 |
      | platform.available | 100000 | 99000 |
      | stripe | 0 | 1500 |
    `,
    books: `
      | dp_1 | A | principal | 9000 | 9000 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 1500 | 0 | 0 |
    `,
    claims: [],
    shortfalls: [],
  }),
  workedExample({
    id: '5',
    title: 'Partial dispute',
    given: { ...DESTINATION, sellers: [seller('A', 20000, 0, [TR_1])] },
    rows: `
      | 1 | dispute of 4000: funds withdrawn | withdrawal | 4000 | platform.available | customer |  |  | 96000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 94500 |
      | 2 | flow looks | account_debit | 1500 | A.stripe | platform.available | fee | 18500 | 96000 |
      | 2a |  | reversal | 4000 | A.stripe | platform.available | tr_1 | 14500 | 100000 |
    `,
    places: `
      | customer | 0 | 4000 |
      | A.stripe | 20000 | 14500 |
      | platform.available | 100000 | 100000 |
      | stripe | 0 | 1500 |
    `,
    books: `
      | dp_1 | A | principal | 4000 | 4000 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 1500 | 0 | 0 |
    `,
    claims: [],
    shortfalls: [],
  }),
  workedExample({
    id: '9',
    title: 'A charge that was partly refunded is disputed in full',
    given: { ...DESTINATION, sellers: [seller('A', 20000, 0, [TR_1])] },
    rows: `
      | 1 | earlier refund of 2500 with reverse_transfer | refund | 2500 | platform.available | customer |  |  | 97500 |
      | 1a |  | reversal | 2500 | A.stripe | platform.available | tr_1, source_refund re_1 | 17500 | 100000 |
      | 2 | dispute of the full 10000: funds withdrawn | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 2a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 3 | flow looks | account_debit | 1500 | A.stripe | platform.available | fee | 16000 | 90000 |
      | 3a |  | reversal | 7500 | A.stripe | platform.available | tr_1 | 8500 | 97500 |
      | 4 | attention: 2500 above what the seller can bear |  |  |  |  |  |  |  |
    `,
    places: `
      | customer | 0 | 12500 |
      | A.stripe | 20000 | 8500 |
      | platform.available | 100000 | 97500 |
      | stripe | 0 | 1500 |
    `,
    books: `
      | dp_1 | A | principal | 7500 | 7500 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 1500 | 0 | 0 |
      | re_1 | A | principal | 2500 | 2500 | 0 | 0 |
    `,
    claims: [],
    shortfalls: [],
  }),
  workedExample({
    id: '13',
    title: 'The fee debit is refused',
    given: { ...DESTINATION, sellers: [seller('A', 500, 9000, [TR_1])] },
    rows: `
      | 1 | dispute: funds withdrawn | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit refused | 1500 | A.stripe | platform.available | balance_insufficient |  |  |
      | 2a |  | claim_opened | 1500 |  |  | fee:dp_1:A |  |  |
      | 2b |  | reversal | 10000 | A.stripe | platform.available | tr_1 | -9500 | 98500 |
      | 2c |  | reserve_hold | 9500 | platform.available | platform.reserve |  |  | 89000 |
      | 3 | later sale of 12000 reaches A | transfer | 12000 | customers | A.stripe |  | 2500 |  |
      | 3a |  | reserve_release | 9500 | platform.reserve | platform.available |  |  | 98500 |
      | 4 | case collects claims | account_debit | 1500 | A.stripe | platform.available |  | 1000 | 100000 |
      | 4a |  | claim_paid | 1500 |  |  | fee:dp_1:A, open 0 |  |  |
    `,
    places: `
      | customer | 0 | 10000 |
      | A.stripe | 500 | 1000 |
      | A.bank | 9000 | 9000 |
      | platform.available | 100000 | 100000 |
      | stripe | 0 | 1500 |
      | customers | 0 | -12000 |
    `,
    books: `
      | dp_1 | A | principal | 10000 | 10000 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 1500 | 0 | 0 |
    `,
    claims: [],
    shortfalls: [],
  }),
  workedExample({
    id: '16',
    title: 'The seller tops up while a shortfall and a claim are open',
    given: { ...DESTINATION, sellers: [seller('A', 0, 9000, [TR_1])] },
    rows: `
      | 1 | dispute: funds withdrawn | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit refused | 1500 | A.stripe | platform.available | balance_insufficient |  |  |
      | 2a |  | claim_opened | 1500 |  |  | fee:dp_1:A |  |  |
      | 2b |  | reversal | 10000 | A.stripe | platform.available | tr_1 | -10000 | 98500 |
      | 2c |  | reserve_hold | 10000 | platform.available | platform.reserve |  |  | 88500 |
      | 3 | A tops up 12000 | topup | 12000 | A.bank | A.stripe |  | 2000 |  |
      | 3a |  | reserve_release | 10000 | platform.reserve | platform.available |  |  | 98500 |
      | 4 | case collects claims | account_debit | 1500 | A.stripe | platform.available |  | 500 | 100000 |
      | 4a |  | claim_paid | 1500 |  |  | fee:dp_1:A, open 0 |  |  |
    `,
    places: `
      | customer | 0 | 10000 |
      | A.stripe | 0 | 500 |
      | A.bank | 9000 | -3000 |
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
    id: '21',
    title: 'Countered fee, won',
    given: { ...DESTINATION, sellers: [seller('A', 20000, 0, [TR_1])], contestedBy: 'seller' },
    rows: `
      | 1 | dispute: funds withdrawn | withdrawal | 10000 | platform.available | customer |  |  | 90000 |
      | 1a |  | dispute_fee | 1500 | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit | 1500 | A.stripe | platform.available | fee | 18500 | 90000 |
      | 2a |  | reversal | 10000 | A.stripe | platform.available | tr_1 | 8500 | 100000 |
      | 3 | the seller chose to contest: countered fee | dispute_fee | 1500 | platform.available | stripe |  |  | 98500 |
      | 4 | flow looks | account_debit | 1500 | A.stripe | platform.available | fee | 7000 | 100000 |
      | 5 | won: funds reinstated | reinstatement | 10000 | customer | platform.available |  |  | 110000 |
      | 5a |  | dispute_fee_return | 1500 | stripe | platform.available | countered fee |  | 111500 |
      | 6 | flow looks | give_back | 1500 | platform.available | A.stripe | tr_gb1, fee | 8500 | 110000 |
      | 6a |  | give_back | 10000 | platform.available | A.stripe | tr_gb2 | 18500 | 100000 |
    `,
    places: `
      | A.stripe | 20000 | 18500 |
      | platform.available | 100000 | 100000 |
      | stripe | 0 | 1500 |
    `,
    books: `
      | dp_1 | A | principal | 0 | 0 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 1500 | 0 | 0 |
    `,
    claims: [],
    shortfalls: [],
  }),
];
