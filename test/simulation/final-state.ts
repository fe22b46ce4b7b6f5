import { balance } from '../../src/simulator/world/ledger';
import type { Ended } from './schedule';

/** What is left when all is said and done: balances, books, claims, and how each flow stands. Amounts in minor units. */
export async function finalState({ system, market }: Ended): Promise<readonly string[]> {
  const { db, simulator } = system.driver;
  const { core, platformId } = simulator.world;
  const balances = [...market.sellers, ...market.sellers.map((one) => ({ ...one, account: platformId }))].map(
    ({ account, currency }) => {
      const { availableMinor, pendingMinor } = balance(core, account, currency);
      return `${account} has ${availableMinor} and ${pendingMinor} ${currency}`;
    },
  );
  const postings = await db
    .selectFrom('postings')
    .select((eb) => [
      'book',
      'account',
      'currency',
      'cause',
      'part',
      eb.fn.sum<number>('amount_minor').as('sum'),
    ])
    .where('book', 'in', ['taken', 'claim', 'written_off', 'owed'])
    .groupBy(['book', 'account', 'currency', 'cause', 'part'])
    .execute();
  const books = postings.map(
    (row) => `${row.book} ${row.account} ${row.cause ?? ''} ${row.part ?? ''} ${row.sum} ${row.currency}`,
  );
  const moves = await db.selectFrom('money_moves').select(['key', 'state', 'amount_minor']).execute();
  const flows = [
    ...system.flows.cases.values(),
    ...system.flows.disputes.values(),
    ...system.flows.refunds.values(),
  ];
  return [
    ...new Set(balances),
    ...books.filter((line) => !/ 0 [a-z]{3}$/.test(line)),
    ...moves.flatMap(({ key, state, amount_minor: amount }) =>
      state === 'moved' ? [`${key} moved ${amount}`] : [],
    ),
    ...flows.map(({ id, now }) => `${id} ${now.closed?.reason ?? 'open'}`),
  ].sort();
}
