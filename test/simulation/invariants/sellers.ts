import { accountId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { amountFor } from '../../../src/domain/policy/policy';
import { handledRemainder } from '../../../src/relay/case-owes';
import { isDeauthorized } from '../../../src/simulator/world/accounts';
import { balance } from '../../../src/simulator/world/ledger';
import type { SellerVerdict } from '../../../src/simulator/world/verdict-port';
import { canBeSent, type Marketplace } from '../marketplace';
import type { CaseFlow } from '../flows';
import type { Ended } from '../schedule';
import { disputeIsAskedAbout, isAskedAbout } from './left';
import { openClaims } from './open-claims';

export async function simulatorIsSound({ system }: Ended): Promise<readonly string[]> {
  const { simulator } = system.driver;
  simulator.world.audit();
  return simulator.defects.map(({ message }) => message);
}

/**
 * What a seller holds too much may be owed as an open claim by two rules, which who knows only sales cannot see: R15
 * sets off within one dispute only, not within a sale, and R19 collects a cleared claim after Stripe returned a direct
 * charge. There as much must be outstanding; that it is on the books is checked apart.
 */
export async function verdictIsClean({ system, market }: Ended): Promise<readonly string[]> {
  const verdict = system.driver.simulator.world.verdict();
  if (verdict.clean) return [];
  const mayOwe = ({ account, clearedMinor }: SellerVerdict): boolean =>
    market.sold.some(
      (sale) =>
        sale.sellers.includes(account) &&
        (sale.disputes.length > 1 || (sale.direct && sale.disputes.length > 0 && clearedMinor > 0)),
    );
  // What was paid outside and nothing is owed for any more is a person's to return.
  const beyondOwed = ({ creditedMinor }: SellerVerdict): number => Math.max(0, -creditedMinor);
  const isUnfair = (one: SellerVerdict): boolean =>
    (one.recoveredTwiceMinor > beyondOwed(one) &&
      canBeSent(system.driver.simulator.world.core, one.account)) ||
    one.overpaidMinor > (mayOwe(one) ? one.outstandingMinor : 0);
  return [...verdict.sellers.filter(isUnfair), ...verdict.unexplained].map((one) => JSON.stringify(one));
}

/** What a seller should bear is taken, owed as a claim, or let go: no loss is forgotten. */
export async function nothingIsForgotten(ended: Ended): Promise<readonly string[]> {
  const { system, market } = ended;
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
    // What is due for a direct charge of an account that left cannot be known: a person is asked about it.
    if (isDeauthorized(simulator.world.core, account) && (await disputeIsAskedAbout(ended, account)))
      continue;
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

export async function everyClaimHasAnOwner({ system, market }: Ended): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { account, currency: code } of market.sellers) {
    const flow = system.flows.cases.get(`case:${account}:${code}`);
    for (const claim of await openClaims({ system }, account, code)) {
      if (claim.openMinor > 0 && !claim.handled && flow?.isClosed !== false) wrong.push(claim.claimId);
    }
  }
  return wrong;
}

export async function everyShortfallHasAnOwner(ended: Ended): Promise<readonly string[]> {
  const { system, market } = ended;
  const wrong: string[] = [];
  for (const { account, currency: code } of market.sellers) {
    const { availableMinor } = balance(system.driver.simulator.world.core, account, code);
    const flow = system.flows.cases.get(`case:${account}:${code}`);
    const handled = await handledRemainder(system.driver.db, accountId(account), currency(code));
    const { core } = system.driver.simulator.world;
    const isOwned = isDeauthorized(core, account)
      ? await isAskedAbout(ended, account)
      : flow?.isClosed === false;
    if (-availableMinor > handled.minor && !isOwned) {
      wrong.push(`${account} owes ${-availableMinor} ${code}, ${handled.minor} handled`);
    }
  }
  return wrong;
}

/** Nobody is asked for more than the story leaves them to bear; with several disputes R15 may leave both sides owing. */
export async function noClaimIsBeyondWhatIsFair({ system, market }: Ended): Promise<readonly string[]> {
  const wrong: string[] = [];
  const { sellers: verdicts } = system.driver.simulator.world.verdict();
  for (const { account, currency: code, outstandingMinor, creditedMinor } of verdicts) {
    const sales = market.sold.filter(({ sellers }) => sellers.includes(account));
    if (sales.some((sale) => sale.direct || sale.disputes.length > 1)) continue;
    // Where nothing can be sent, what is due to the seller and a fee stay side by side.
    if (!canBeSent(system.driver.simulator.world.core, account)) continue;
    const claims = await openClaims({ system }, account, code);
    const openMinor = claims.reduce((sum, claim) => sum + claim.openMinor, 0);
    // Each share may be rounded by a unit; what was paid outside may wait for an approval, beside a credit that did not.
    const waitsMinor = paidOutsideWaiting(system.flows.cases.get(`case:${account}:${code}`));
    const mostMinor = outstandingMinor + Math.max(waitsMinor, -creditedMinor) + 2 * sales.length;
    if (openMinor > mostMinor) {
      wrong.push(`${account} ${code}: ${openMinor} claimed, ${outstandingMinor} outstanding`);
    }
  }
  return wrong;
}

function paidOutsideWaiting(flow: CaseFlow | undefined): number {
  const asks = (flow?.now.asks ?? []).filter(({ outcome }) => outcome === 'paidOutside');
  return asks.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
}
