import { TR_1, seller, workedExample, type WorkedExample } from './example';

export const currencies: readonly WorkedExample[] = [
  workedExample({
    id: '12',
    title: 'Exchange rates, lost',
    currency: 'eur',
    given: {
      model: 'destination',
      chargeMinor: 10_000,
      currency: 'usd',
      settlesIn: { currency: 'eur', rate: 0.92 },
      sellers: [
        {
          ...seller('A', 20_000, 0, [{ id: 'tr_1', amountMinor: 9200 }]),
          currency: 'eur',
          defaultCurrency: 'eur',
        },
      ],
    },
    rows: `
      | 1 | dispute: funds withdrawn, exchange_rate 0.931 | withdrawal | 9310 eur | platform.available | customer |  |  | 90690 |
      | 1a |  | dispute_fee | 1500 eur | platform.available | stripe |  |  | 89190 |
      | 2 | flow looks | account_debit | 1500 eur | A.stripe | platform.available | fee | 18500 | 90690 |
      | 2a |  | reversal | 9200 eur | A.stripe | platform.available | tr_1 | 9300 | 99890 |
    `,
    places: `
      | customer eur | 0 | 9310 |
      | A.stripe eur | 20000 | 9300 |
      | platform.available eur | 100000 | 99890 |
      | stripe eur | 0 | 1500 |
    `,
    books: `
      | dp_1 | A | principal | 9200 | 9200 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 1500 | 0 | 0 |
    `,
    claims: [],
    shortfalls: [],
  }),
  workedExample({
    id: '12c',
    title: "The transfer and the account's balance have different currencies",
    given: {
      model: 'separate',
      chargeMinor: 10_000,
      currency: 'usd',
      sellers: [
        {
          ...seller('A', 0, 9200, [{ id: 'tr_1', amountMinor: 10_000 }]),
          defaultCurrency: 'eur',
          landing: { currency: 'eur', in: 0.92, out: 0.931 },
        },
      ],
    },
    rows: `
      | 1 | dispute: funds withdrawn | withdrawal | 10000 usd | platform.available | customer |  |  | 90000 |
      | 1a |  | dispute_fee | 1500 usd | platform.available | stripe |  |  | 88500 |
      | 2 | flow looks | account_debit refused | 1500 usd | A.stripe | platform.available | not the default currency |  |  |
      | 2a |  | claim_opened | 1500 usd |  |  | fee:dp_1:A |  |  |
      | 2b |  | reversal | 10000 usd | A.stripe | platform.available | tr_1; on the account 9310 eur | -9310 eur | 98500 |
      | 2c |  | reserve_hold | 9310 eur | platform.available | platform.reserve |  |  | 90690 |
      | 3 | day 180: collection transfer found, clearing booked | collection_transfer | 9310 eur | platform.reserve | A.stripe |  | 0 |  |
      | 3a |  | claim_opened | 9310 eur |  |  | cleared:ct_1:dp_1:principal |  |  |
      | 4 | later sale reaches A | transfer | 4655 eur | customers | A.stripe |  | 4655 |  |
      | 5 | case collects claims | account_debit | 4655 eur | A.stripe | platform.available |  | 0 | 95345 |
      | 5a |  | claim_paid | 4655 eur |  |  | cleared:ct_1:dp_1:principal, open 4655 |  |  |
      | 6 | won: funds reinstated | reinstatement | 10000 usd | customer | platform.available |  |  | 108500 |
      | 7 | flow looks | claim_released | 4655 eur |  |  | cleared:ct_1:dp_1:principal, open 0 |  |  |
      | 7a |  | claim_set_off | 1500 usd |  |  | fee:dp_1:A, open 0 |  |  |
      | 7b |  | give_back | 3500 usd | platform.available | A.stripe | tr_gb1; on the account 3220 eur at 0.92 | 3220 eur | 105000 |
    `,
    places: `
      | platform.available usd | 100000 | 105000 |
      | stripe usd | 0 | 1500 |
      | fx usd | 0 | -6500 |
      | A.stripe eur | 0 | 3220 |
      | A.bank eur | 9200 | 9200 |
      | platform.available eur | 100000 | 95345 |
      | customers eur | 0 | -4655 |
      | fx eur | 0 | 6090 |
    `,
    books: `
      | dp_1 | A | principal | 0 | 0 | 0 | 0 |
      | dp_1 | A | fee | 1500 | 1500 | 0 | 0 |
    `,
    claims: [],
    shortfalls: [],
  }),
  workedExample({
    id: '18',
    title: 'Two currencies negative',
    given: {
      model: 'destination',
      chargeMinor: 10_000,
      currency: 'usd',
      owes: [
        { cause: 'dp_1', amountMinor: 10_000, currency: 'usd' },
        { cause: 're_9', amountMinor: 5000, currency: 'eur' },
      ],
      sellers: [{ ...seller('A', 0, 0, [TR_1]), defaultCurrency: 'eur' }],
    },
    rows: `
      | 1 | bank debit in eur posts: provisional | bank_debit | 5000 eur | A.bank | A.stripe |  | 0 |  |
      | 2 | bank debit settled |  |  |  |  |  |  |  |
      | 2a |  | reserve_release | 5000 eur | platform.reserve | platform.available |  |  | 105000 |
      | 3 | case A eur closes |  |  |  |  |  |  |  |
      | 4 | later sale of 8000 eur reaches A | transfer | 8000 eur | customers | A.stripe |  | 8000 |  |
      | 5 | later sale of 3000 usd reaches A | transfer | 3000 usd | customers | A.stripe |  | -7000 |  |
      | 5a |  | reserve_release | 3000 usd | platform.reserve | platform.available |  |  | 103000 |
      | 6 | day 180 of the usd case: collection transfer found, clearing booked | collection_transfer | 7000 usd | platform.reserve | A.stripe |  | 0 |  |
      | 6a |  | claim_opened | 7000 usd |  |  | cleared:ct_1:dp_1:principal |  |  |
      | 7 | case A usd: account debit is not possible |  |  |  |  | usd is not the default currency; attention |  |  |
    `,
    places: `
      | A.stripe usd | -10000 | 0 |
      | platform.available usd | 100000 | 103000 |
      | platform.reserve usd | 10000 | 0 |
      | customers usd | 0 | -3000 |
      | A.stripe eur | -5000 | 8000 |
      | A.bank eur | 0 | -5000 |
      | platform.available eur | 100000 | 105000 |
      | platform.reserve eur | 5000 | 0 |
      | customers eur | 0 | -8000 |
    `,
    books: `
      | dp_1 | A | principal | 10000 | 3000 | 7000 | 0 |
      | re_9 | A | principal | 5000 | 5000 | 0 | 0 |
    `,
    claims: ['cleared:ct_1:dp_1:principal 7000 usd'],
    shortfalls: [],
  }),
];
