import { assertNever } from '../never';
import { fairOf, shareLimits } from './fair-shares';
import type { Limits, SaleStory } from './fair-shares';
import type { Fact } from './facts';
import { poolOf, settlePool } from './covered';
import type { Pool } from './covered';
import type { SellerVerdict, Totals, Unexplained, Verdict } from './verdict-port';

/** What passed between a seller and the others for one sale, in the currency of the part. */
export interface Standing {
  readonly charge: string;
  readonly account: string;
  readonly currency: string;
  takenMinor: number;
  /** Taken by somebody who has to justify it. */
  takenByApiMinor: number;
  /** Paid by account debit: may be for the fee. */
  debitedMinor: number;
  /** Sent back although, when it was sent, the seller still had to bear it. */
  unjustifiedMinor: number;
  /** Pair of amounts of the sale's reversals: ties balance and sale where their currencies differ. */
  pair: { readonly amountMinor: number; readonly balanceMinor: number };
  balanceCurrency: string;
}

interface Reading {
  readonly sales: Map<string, SaleStory>;
  readonly standings: Map<string, Standing>;
  readonly pools: Map<string, Pool>;
  readonly unreachable: Set<string>;
  readonly unexplained: Unexplained[];
}

/**
 * Who should have paid, by the story, against who did: read from what happened, in its order. For one sale, a seller
 * should bear what the buyer got back in proportion to what of the sale reached that seller, and never more than
 * that; dispute fees as the deal says. Shares may be rounded either way.
 */
export function judge(facts: readonly Fact[]): Verdict {
  const reading: Reading = {
    sales: new Map(),
    standings: new Map(),
    pools: new Map(),
    unreachable: new Set(),
    unexplained: [],
  };
  for (const fact of facts) read(reading, fact);
  const sellers = judgeSellers(reading);
  const totals = sumUp(sellers, reading.unexplained);
  const clean = totals.every(
    (row) => row.overpaidMinor === 0 && row.recoveredTwiceMinor === 0 && row.unexplainedMinor === 0,
  );
  return {
    sellers,
    unexplained: reading.unexplained,
    totals,
    clean: clean && reading.unexplained.length === 0,
  };
}

function read(reading: Reading, fact: Fact): void {
  switch (fact.what) {
    case 'sale':
      reading.sales.set(fact.charge, { ...fact, parts: [], returned: new Map(), fees: new Map() });
      return;
    case 'part':
      reading.sales.get(fact.charge)?.parts.push(fact);
      standingOf(reading, fact.charge, fact.account, fact.currency);
      return;
    case 'returned': {
      const returned = reading.sales.get(fact.charge)?.returned;
      returned?.set(fact.cause, (returned.get(fact.cause) ?? 0) + fact.amountMinor);
      return;
    }
    case 'fee': {
      const fees = reading.sales.get(fact.charge)?.fees;
      if (fact.bearer === 'seller')
        fees?.set(fact.cause, {
          amountMinor: (fees.get(fact.cause)?.amountMinor ?? 0) + fact.amountMinor,
          currency: fact.currency,
        });
      return;
    }
    case 'taken':
      return readTaking(reading, fact);
    case 'earned':
      poolOf(reading.pools, fact.account, fact.currency).earnedMinor += fact.amountMinor;
      return;
    case 'earnings_paid':
      poolOf(reading.pools, fact.account, fact.currency).earningsPaidMinor += fact.amountMinor;
      return;
    case 'cleared':
      poolOf(reading.pools, fact.account, fact.currency).clearedMinor += fact.amountMinor;
      return;
    case 'credited': {
      const pool = poolOf(reading.pools, fact.account, fact.currency);
      pool.creditedMinor += fact.amountMinor;
      pool.sentMinor += Math.max(0, fact.amountMinor);
      return;
    }
    case 'paid_outside':
      poolOf(reading.pools, fact.account, fact.currency).creditedMinor -= fact.amountMinor;
      return;
    case 'reachable':
      if (fact.yes) reading.unreachable.delete(fact.account);
      else reading.unreachable.add(fact.account);
      return;
    case 'unexplained': {
      const { what: _, ...row } = fact;
      reading.unexplained.push(row);
      return;
    }
    default:
      assertNever(fact);
  }
}

function readTaking(reading: Reading, fact: Extract<Fact, { what: 'taken' }>): void {
  const sale = reading.sales.get(fact.charge);
  const part = sale?.parts.find(({ account }) => account === fact.account);
  if (sale === undefined || part === undefined) {
    const why = `money moved for the sale ${fact.charge}, in which ${fact.account} has no part`;
    reading.unexplained.push({
      id: fact.charge,
      account: fact.account,
      currency: fact.currency,
      amountMinor: fact.amountMinor,
      why,
    });
    return;
  }
  const standing = standingOf(reading, fact.charge, fact.account, part.currency);
  const amountMinor = inPartCurrency(standing, fact);
  if (fact.how === 'give_back' && fact.by === 'api') {
    const limits = limitsOf(sale, standing);
    const feeTaken = Math.min(limits.feeLowMinor, standing.debitedMinor);
    const justified = Math.max(0, standing.takenMinor - limits.principalLowMinor - feeTaken);
    standing.unjustifiedMinor += Math.max(0, -amountMinor - justified);
  }
  if (fact.how === 'reversal') {
    const { pair } = standing;
    standing.pair = {
      amountMinor: pair.amountMinor + Math.abs(amountMinor),
      balanceMinor: pair.balanceMinor + Math.abs(fact.balanceMinor),
    };
  }
  standing.balanceCurrency = fact.balanceCurrency;
  standing.takenMinor += amountMinor;
  if (fact.how === 'account_debit') standing.debitedMinor += amountMinor;
  if (fact.by === 'api') {
    standing.takenByApiMinor += Math.max(0, amountMinor);
    if (amountMinor < 0)
      poolOf(reading.pools, fact.account, fact.balanceCurrency).sentMinor -= fact.balanceMinor;
  }
}

/** A debit in the account's own currency pays for a sale in another by the pair of the sale's reversals. */
function inPartCurrency(standing: Standing, fact: Extract<Fact, { what: 'taken' }>): number {
  if (fact.currency === standing.currency) return fact.amountMinor;
  const { amountMinor, balanceMinor } = standing.pair;
  if (balanceMinor === 0) return fact.amountMinor;
  return Math.sign(fact.amountMinor) * Math.round((Math.abs(fact.amountMinor) * amountMinor) / balanceMinor);
}

function judgeSellers(reading: Reading): SellerVerdict[] {
  const byBalance = new Map<string, Standing[]>();
  for (const standing of reading.standings.values()) {
    const key = `${standing.account}|${standing.balanceCurrency}`;
    byBalance.set(key, [...(byBalance.get(key) ?? []), standing]);
  }
  for (const key of reading.pools.keys()) if (!byBalance.has(key)) byBalance.set(key, []);
  return [...byBalance].map(([key, standings]) => {
    const [account = '', currency = ''] = key.split('|');
    const judged = standings.map((standing) => ({
      standing,
      limits: limitsOf(reading.sales.get(standing.charge), standing),
    }));
    return settlePool(
      account,
      currency,
      judged,
      poolOf(reading.pools, account, currency),
      reading.unreachable.has(account),
    );
  });
}

function limitsOf(sale: SaleStory | undefined, standing: Standing): Limits {
  return sale === undefined ? shareLimits([], []) : fairOf(sale, standing.account, standing.currency);
}

function standingOf(reading: Reading, charge: string, account: string, currency: string): Standing {
  const key = `${charge}|${account}|${currency}`;
  const found = reading.standings.get(key);
  if (found !== undefined) return found;
  const made: Standing = {
    charge,
    account,
    currency,
    takenMinor: 0,
    takenByApiMinor: 0,
    debitedMinor: 0,
    unjustifiedMinor: 0,
    pair: { amountMinor: 0, balanceMinor: 0 },
    balanceCurrency: currency,
  };
  reading.standings.set(key, made);
  return made;
}

function sumUp(sellers: readonly SellerVerdict[], unexplained: readonly Unexplained[]): Totals[] {
  const currencies = [...new Set([...sellers, ...unexplained].map(({ currency }) => currency))].toSorted();
  return currencies.map((currency) => {
    const mine = sellers.filter((row) => row.currency === currency);
    return {
      currency,
      overpaidMinor: mine.reduce((sum, row) => sum + row.overpaidMinor, 0),
      recoveredTwiceMinor: mine.reduce((sum, row) => sum + row.recoveredTwiceMinor, 0),
      unexplainedMinor: unexplained.reduce(
        (sum, row) => sum + (row.currency === currency ? Math.abs(row.amountMinor) : 0),
        0,
      ),
    };
  });
}
