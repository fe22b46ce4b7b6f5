import { DESTINATION, seller, TR_1, type WorkedExample, workedExample } from './example';

/** The worked examples that the refund's flow carries out. */
export const REFUNDS: readonly WorkedExample[] = [
  workedExample({
    id: '15',
    title: 'A refund fails after its reversal, the balance negative in between',
    given: { ...DESTINATION, sellers: [seller('A', 0, 9000, [TR_1])] },
    rows: `
      | 1 | refund asked for, reverse_transfer | refund | 10000 | platform.available | customer |  |  | 90000 |
      | 1a |  | reversal | 10000 | A.stripe | platform.available | tr_1 | -10000 | 100000 |
      | 1b |  | reserve_hold | 10000 | platform.available | platform.reserve |  |  | 90000 |
      | 2 | later sale of 6000 reaches A | transfer | 6000 | customers | A.stripe |  | -4000 |  |
      | 2a |  | reserve_release | 6000 | platform.reserve | platform.available |  |  | 96000 |
      | 3 | refund fails | refund_failure | 10000 | customer | platform.available |  |  | 106000 |
      | 4 | flow looks | give_back | 10000 | platform.available | A.stripe | tr_gb1 | 6000 | 96000 |
      | 4a |  | reserve_release | 4000 | platform.reserve | platform.available |  |  | 100000 |
    `,
    places: `
      | A.stripe | 0 | 6000 |
      | A.bank | 9000 | 9000 |
      | platform.available | 100000 | 100000 |
      | customers | 0 | -6000 |
    `,
    books: `
      | re_1 | A | principal | 0 | 0 | 0 | 0 |
    `,
    claims: [],
    shortfalls: [],
  }),
];
