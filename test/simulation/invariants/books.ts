import { sql } from 'kysely';
import { bookAccount } from '../../../src/activities/case/book-account';
import { accountId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { isDeauthorized } from '../../../src/simulator/world/accounts';
import { balance } from '../../../src/simulator/world/ledger';
import type { BalanceTransaction } from '../../../src/simulator/world/objects';
import type { Ended } from '../schedule';
import { openClaims } from './open-claims';

export async function flowsAgreeWithTheBooks({ system }: Ended): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { id, isClosed, now } of system.flows.cases.values()) {
    if (isClosed || now.facts === null) continue;
    const { facts } = now;
    const claims = await openClaims({ system }, now.account, now.currency);
    const listed = (rows: readonly { readonly claimId: string; readonly openMinor: number }[]): string =>
      rows
        .map((claim) => `${claim.claimId} ${claim.openMinor}`)
        .toSorted()
        .join(', ');
    const [inBooks, inFlow] = [listed(claims.filter((claim) => !claim.handled)), listed(facts.claims)];
    if (inBooks !== inFlow) wrong.push(`${id}: the books have ${inBooks}, the flow ${inFlow}`);
    if (facts.unexplainedMinor !== 0) wrong.push(`${id}: ${facts.unexplainedMinor} unexplained`);
    const { core } = system.driver.simulator.world;
    if (isDeauthorized(core, now.account)) {
      // Its last figures stand, whatever becomes of its balance: the case says that it cannot read it.
      if (facts.reachable || !now.raised.includes('unreachable')) wrong.push(`${id}: left, and nobody knows`);
      continue;
    }
    const { availableMinor } = balance(core, now.account, now.currency);
    if (facts.shortfallMinor !== Math.max(0, -availableMinor))
      wrong.push(`${id}: shortfall ${facts.shortfallMinor}, Stripe ${availableMinor}`);
  }
  return wrong;
}

export async function booksAgreeWithStripe({ system, market }: Ended): Promise<readonly string[]> {
  const { db, deps, simulator } = system.driver;
  const { core } = simulator.world;
  const cursors = await db.selectFrom('book_cursors').selectAll().execute();
  const wrong: string[] = [];
  for (const { account, currency: code, window_from_clock: fromMs } of cursors) {
    if (isDeauthorized(core, account)) continue;
    const booked = await bookAccount(deps, accountId(account), currency(code));
    if (booked.unexplainedMinor !== 0)
      wrong.push(`${account} ${code}: ${booked.unexplainedMinor} unexplained`);
    const entries = await db
      .selectFrom('entries')
      .select('balance_transaction')
      .where('account', '=', account)
      .where('balance_transaction', 'is not', null)
      .execute();
    for (const one of core.list<BalanceTransaction>(account, 'balance_transaction')) {
      if (one.currency !== code || one.status !== 'available' || one.net === 0) continue;
      const effectiveMs = Math.max(one.created, one.available_on) * 1_000;
      const times = entries.filter((entry) => entry.balance_transaction === one.id).length;
      if (effectiveMs >= (fromMs ?? 0) && times !== 1)
        wrong.push(`${one.id} of ${account} has ${times} entries`);
    }
    // Transfers in another currency close transit on the account's own balance, seen from when that is looked at.
    if (!market.sellers.some((one) => one.account === account && one.currency === code)) continue;
    const transit = await sql<{ sum: number | null }>`
      select sum(amount_minor)::int8 as sum from postings join entries using (entry_id)
      where book = 'transit' and postings.account = ${account} and postings.currency = ${code}
        and effective_clock >= ${new Date(fromMs ?? 0)}`.execute(db);
    const inTransit = transit.rows[0]?.sum ?? 0;
    if (inTransit !== 0) wrong.push(`${account} ${code}: ${inTransit} in transit`);
  }
  return wrong;
}

export async function entriesBalance({ system }: Ended): Promise<readonly string[]> {
  const { rows } = await sql<{ entry_id: number }>`
    select entry_id from postings group by entry_id, currency having sum(amount_minor) <> 0`.execute(
    system.driver.db,
  );
  return rows.map((row) => String(row.entry_id));
}

export async function noClaimIsPaidTwice({ system }: Ended): Promise<readonly string[]> {
  const { rows } = await sql<{ claim_id: string; open: number }>`
    select claim_id, sum(amount_minor) as open from postings
    where book = 'claim' group by claim_id having sum(amount_minor) < 0`.execute(system.driver.db);
  return rows.map((row) => `${row.claim_id} ${row.open}`);
}
