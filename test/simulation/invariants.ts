import { sql } from 'kysely';
import { bookAccount } from '../../src/activities/case/book-account';
import { accountId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { amountFor } from '../../src/domain/policy/policy';
import { balance } from '../../src/simulator/world/ledger';
import { isDeauthorized } from '../../src/simulator/world/accounts';
import type { BalanceTransaction } from '../../src/simulator/world/objects';
import type { SellerVerdict } from '../../src/simulator/world/verdict-port';
import { handledRemainder } from '../../src/relay/case-owes';
import { verifyChain } from '../../src/store/decision-chain';
import { canBeSent, type Marketplace } from './marketplace';
import type { Ended } from './schedule';

/** Everything that is wrong with a system at rest, in words; nothing where it is sound. */
export async function findWrong(ended: Ended): Promise<readonly string[]> {
  const found: string[] = [];
  for (const check of CHECKS) {
    for (const one of await check(ended)) found.push(`${check.name}: ${one}`);
  }
  return found;
}

type Check = (ended: Ended) => Promise<readonly string[]>;

async function simulatorIsSound({ system }: Ended): Promise<readonly string[]> {
  const { simulator } = system.driver;
  simulator.world.audit();
  return simulator.defects.map(({ message }) => message);
}

/**
 * What a seller holds too much may be owed as an open claim by two rules, which who knows only sales cannot see: R15
 * sets off within one dispute only, not within a sale, and R19 collects a cleared claim after Stripe returned a direct
 * charge. There as much must be outstanding; that it is on the books is checked apart.
 */
async function verdictIsClean({ system, market }: Ended): Promise<readonly string[]> {
  const verdict = system.driver.simulator.world.verdict();
  if (verdict.clean) return [];
  const mayOwe = ({ account, clearedMinor }: SellerVerdict): boolean =>
    market.sold.some(
      (sale) =>
        sale.sellers.includes(account) &&
        (sale.disputes.length > 1 || (sale.direct && sale.disputes.length > 0 && clearedMinor > 0)),
    );
  const isUnfair = (one: SellerVerdict): boolean =>
    (one.recoveredTwiceMinor > 0 && canBeSent(system.driver.simulator.world.core, one.account)) ||
    one.overpaidMinor > (mayOwe(one) ? one.outstandingMinor : 0);
  return [...verdict.sellers.filter(isUnfair), ...verdict.unexplained].map((one) => JSON.stringify(one));
}

/** What a seller should bear is taken, owed as a claim, or let go: no loss is forgotten. */
async function nothingIsForgotten({ system, market }: Ended): Promise<readonly string[]> {
  const { db, deps, simulator } = system.driver;
  const wrong: string[] = [];
  for (const { account, currency: code, outstandingMinor } of simulator.world.verdict().sellers) {
    // Where the policy has no amounts, each move waits for a person.
    if (amountFor(deps.policy.tooSmall, currency(code)) === null) continue;
    const claims = await openClaims({ system }, account, code);
    const openMinor = claims.reduce((sum, claim) => sum + claim.openMinor, 0);
    // What is owed in the currency of the transfers cannot be compared with the account's own.
    if ((await openClaimsElsewhere({ system }, account, code)) > 0) continue;
    const row = await db
      .selectFrom('postings')
      .select((eb) => eb.fn.sum<number>('amount_minor').as('sum'))
      .where('account', '=', account)
      .where('currency', '=', code)
      .where('book', '=', 'written_off')
      .executeTakeFirst();
    const accountedMinor = openMinor + Math.abs(row?.sum ?? 0);
    // A disputed amount is known to a unit only where Stripe withdrew it in another currency.
    const roundedMinor = exchangedDisputes(market, account);
    if (outstandingMinor > accountedMinor + roundedMinor) {
      wrong.push(`${account} ${code}: ${outstandingMinor} outstanding, ${accountedMinor} open or let go`);
    }
  }
  return wrong;
}

function exchangedDisputes(market: Marketplace, account: string): number {
  const disputes = market.sold
    .filter(({ sellers }) => sellers.includes(account))
    .flatMap((sale) => sale.disputes.map((id) => market.dispute(id)));
  return disputes.filter((one) =>
    one.balance_transactions.some(({ currency: code }) => code !== one.currency),
  ).length;
}

async function openClaimsElsewhere({ system }: Pick<Ended, 'system'>, account: string, code: string) {
  const row = await system.driver.db
    .selectFrom('postings')
    .select((eb) => eb.fn.sum<number>('amount_minor').as('sum'))
    .where('account', '=', account)
    .where('currency', '!=', code)
    .where('book', '=', 'claim')
    .executeTakeFirst();
  return row?.sum ?? 0;
}

function openClaims({ system }: Pick<Ended, 'system'>, account: string, code: string) {
  const { db, deps } = system.driver;
  return db.transaction().execute((tx) => deps.ledger.openClaims(tx, accountId(account), currency(code)));
}

async function everyClaimHasAnOwner({ system, market }: Ended): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { account, currency: code } of market.sellers) {
    const flow = system.flows.cases.get(`case:${account}:${code}`);
    for (const claim of await openClaims({ system }, account, code)) {
      if (claim.openMinor > 0 && !claim.handled && flow?.isClosed !== false) wrong.push(claim.claimId);
    }
  }
  return wrong;
}

async function everyShortfallHasAnOwner({ system, market }: Ended): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { account, currency: code } of market.sellers) {
    const { availableMinor } = balance(system.driver.simulator.world.core, account, code);
    const flow = system.flows.cases.get(`case:${account}:${code}`);
    const handled = await handledRemainder(system.driver.db, accountId(account), currency(code));
    if (-availableMinor > handled.minor && flow?.isClosed !== false) {
      wrong.push(`${account} owes ${-availableMinor} ${code}, ${handled.minor} handled`);
    }
  }
  return wrong;
}

async function flowsAgreeWithTheBooks({ system }: Ended): Promise<readonly string[]> {
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
    const { availableMinor } = balance(system.driver.simulator.world.core, now.account, now.currency);
    if (facts.shortfallMinor !== Math.max(0, -availableMinor))
      wrong.push(`${id}: shortfall ${facts.shortfallMinor}, Stripe ${availableMinor}`);
    if (facts.unexplainedMinor !== 0) wrong.push(`${id}: ${facts.unexplainedMinor} unexplained`);
  }
  return wrong;
}

async function booksAgreeWithStripe({ system, market }: Ended): Promise<readonly string[]> {
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

async function entriesBalance({ system }: Ended): Promise<readonly string[]> {
  const { rows } = await sql<{ entry_id: number }>`
    select entry_id from postings group by entry_id, currency having sum(amount_minor) <> 0`.execute(
    system.driver.db,
  );
  return rows.map((row) => String(row.entry_id));
}

async function noClaimIsPaidTwice({ system }: Ended): Promise<readonly string[]> {
  const { rows } = await sql<{ claim_id: string; open: number }>`
    select claim_id, sum(amount_minor) as open from postings
    where book = 'claim' group by claim_id having sum(amount_minor) < 0`.execute(system.driver.db);
  return rows.map((row) => `${row.claim_id} ${row.open}`);
}

/** One effect at Stripe for each move that the books have, and none beside. */
async function oneEffectForEachKey({ system }: Ended): Promise<readonly string[]> {
  const atStripe = system.driver.simulator.world.snapshot().flatMap(({ row }) => {
    if (row?.kind !== 'transfer' && row?.kind !== 'transfer_reversal') return [];
    const { metadata, amount } = row.value as unknown as {
      readonly metadata: { readonly recoup_key?: string } | null;
      readonly amount: number;
    };
    return metadata?.recoup_key === undefined ? [] : [`${metadata.recoup_key} ${amount}`];
  });
  const moved = await system.driver.db
    .selectFrom('money_moves')
    .select(['key', 'amount_minor'])
    .where('state', '=', 'moved')
    .execute();
  const inBooks = new Set(moved.map((row) => `${row.key} ${row.amount_minor}`));
  const twice = atStripe.filter((one, index) => atStripe.indexOf(one) !== index);
  const unbooked = atStripe.filter((one) => !inBooks.has(one));
  const unmade = [...inBooks].filter((one) => !atStripe.includes(one));
  return [
    ...twice.map((one) => `${one} was made twice`),
    ...unbooked.map((one) => `${one} is not in the books`),
    ...unmade.map((one) => `${one} is not at Stripe`),
  ];
}

async function everyMoveIsSettledAndDecided({ system }: Ended): Promise<readonly string[]> {
  const rows = await system.driver.db
    .selectFrom('money_moves')
    .innerJoin('decisions', 'decisions.decision_id', 'money_moves.decision_id')
    .select(['money_moves.key', 'money_moves.state', 'decisions.verdict'])
    .execute();
  const unsettled = rows.filter((row) => row.state === 'pending' || row.state === 'unknown');
  const undecided = rows.filter((row) => row.verdict !== 'acted');
  return [
    ...unsettled.map((row) => `${row.key} is ${row.state}`),
    ...undecided.map((row) => `${row.key} was ${row.verdict}`),
  ];
}

async function noKeyIsUsedForTwoThings({ system }: Ended): Promise<readonly string[]> {
  const rows = await system.driver.db
    .selectFrom('attention')
    .select('message')
    .where('kind', '=', 'unknown_answer')
    .execute();
  return rows.map((row) => row.message);
}

async function decisionsAreIntact({ system }: Ended): Promise<readonly string[]> {
  const verdict = await verifyChain(system.driver.db);
  return verdict.kind === 'intact' ? [] : [`${verdict.decisionId} ${verdict.what}`];
}

async function everyEventIsStoredOnce({ system, swept }: Ended): Promise<readonly string[]> {
  const rows = await system.driver.db
    .selectFrom('events')
    .select(['source', 'event_id', 'deliveries'])
    .where('source', '!=', 'recoup')
    .execute();
  const path = { platform: '/stripe', connect: '/stripe/connect', recoup: '' };
  const stored = new Map(rows.map((row) => [`${path[row.source]} ${row.event_id}`, row.deliveries]));
  const { accepted } = system;
  // What a sweep stores counts as a delivery, be it the first or one beside.
  const most = (one: string): number => (accepted.get(one) ?? 0) + (swept ? 1 : 0);
  return [
    ...[...stored].flatMap(([one, times]) => (times > most(one) ? [`${one} is there ${times} times`] : [])),
    ...[...accepted].flatMap(([one, times]) => ((stored.get(one) ?? 0) < times ? [`${one} was lost`] : [])),
  ];
}

async function nothingIsLeftInTheInbox({ system }: Ended): Promise<readonly string[]> {
  const { db } = system.driver;
  const events = await db
    .selectFrom('events')
    .select(['type', 'state', 'error'])
    .where('state', 'in', ['new', 'set_aside'])
    .execute();
  const wakes = await db
    .selectFrom('wakes')
    .select(['target', 'error'])
    .whereRef('number', '>', 'sent')
    .execute();
  return [...events, ...wakes].map((row) => JSON.stringify(row));
}

const CHECKS: readonly Check[] = [
  simulatorIsSound,
  verdictIsClean,
  everyClaimHasAnOwner,
  everyShortfallHasAnOwner,
  flowsAgreeWithTheBooks,
  booksAgreeWithStripe,
  entriesBalance,
  noClaimIsPaidTwice,
  nothingIsForgotten,
  oneEffectForEachKey,
  everyMoveIsSettledAndDecided,
  noKeyIsUsedForTwoThings,
  decisionsAreIntact,
  everyEventIsStoredOnce,
  nothingIsLeftInTheInbox,
];
