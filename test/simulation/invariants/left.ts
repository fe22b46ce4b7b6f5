import type { Ended } from '../schedule';

/** What an account owes that left cannot be read: somebody has to be asked, by its case or by a dispute that lives there. */
export async function isAskedAbout(ended: Ended, account: string): Promise<boolean> {
  const asked = await unreachable(ended);
  if (asked.some((subject) => subject.startsWith(`case:${account}:`))) return true;
  return disputeIsAskedAbout(ended, account);
}

/** Of what is due for a direct charge nothing is known either, once its account left. */
export async function disputeIsAskedAbout(ended: Ended, account: string): Promise<boolean> {
  const theirs = ended.market.sold.filter(({ direct, sellers }) => direct && sellers.includes(account));
  const disputes = new Set(theirs.flatMap((sale) => sale.disputes.map((id) => `dispute:${id}`)));
  return (await unreachable(ended)).some((subject) => disputes.has(subject));
}

async function unreachable({ system }: Ended): Promise<readonly string[]> {
  const rows = await system.driver.db
    .selectFrom('attention')
    .select('subject')
    .where('kind', '=', 'unreachable')
    .where('settled_at', 'is', null)
    .execute();
  return rows.map(({ subject }) => subject);
}
