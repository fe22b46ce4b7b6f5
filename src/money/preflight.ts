import { isHalted, type Finding, type Flow } from '../domain/account/finding';
import { isStopped } from '../domain/account/findings-of';
import { preflight, type PreflightFacts } from '../domain/account/preflight';
import { moveKey, type Move } from '../domain/moves';
import { assertNever } from '../domain/never';
import { readPreflightFacts } from '../store/preflight-facts';
import { stripeFailure, type StripeFailure } from '../stripe/errors';
import { momentOf } from './deps';
import { readAgain, type ReadDeps } from './fresh-record';

/** What the checks right before a move say. */
export type Preflight =
  /** With the soft findings that the policy lets pass. */
  | { readonly kind: 'go'; readonly findings: readonly Finding[] }
  /** Not now; each failing check with the value it saw. Findings are of the account, what has none is of this move. */
  | { readonly kind: 'halt'; readonly failed: readonly string[]; readonly findings: readonly Finding[] }
  /** Stripe would refuse it for certain, or worse, would not: an account debit must never make a balance negative. */
  | { readonly kind: 'refuse'; readonly code: string; readonly findings: readonly Finding[] }
  | { readonly kind: 'unavailable' };

export type RunPreflight = (move: Move) => Promise<Preflight>;

export const GO: Preflight = { kind: 'go', findings: [] };
const halt = (failed: string): Preflight => ({ kind: 'halt', failed: [failed], findings: [] });

/**
 * The checks of the move's flow on Recoup's own record of the account, read again at Stripe where it is older than the
 * policy allows; then what depends on the balance, which is read for every move.
 */
export function createPreflight(deps: ReadDeps): RunPreflight {
  return async (move) => {
    try {
      return await check(deps, move);
    } catch (error) {
      const failure = stripeFailure(error, true);
      if (failure === null) throw error;
      return failure.kind === 'unreachable_account' ? await hasLeft(deps, move) : afterFailure(failure, move);
    }
  };
}

/**
 * Which checks a move has to pass. A reversal, and what takes back a credit's rest, only bring money back, which an
 * account in trouble is the reason for; a refund is the customer's money, and what its sellers bear is reversed.
 */
export function flowOf(move: Move): Flow | null {
  switch (move.kind) {
    case 'reversal':
    case 'credit_reversal':
    case 'refund':
      return null;
    case 'account_debit':
    case 'credit':
    case 'give_back':
    case 'payout':
      return move.kind;
    case 'earnings':
      return 'transfer';
    default:
      return assertNever(move);
  }
}

async function check(deps: ReadDeps, move: Move): Promise<Preflight> {
  const flow = flowOf(move);
  if (flow === null) {
    return move.kind === 'credit_reversal' ? (fits(move, await availableMinor(deps, move)) ?? GO) : GO;
  }
  const { account, currency } = move;
  // The charges behind a move would be a call for each.
  const asked = { account, currency, chargeModel: null, leavesMinor: null };
  let facts = await readPreflightFacts(deps.db, asked);
  if (isToBeRead(deps, flow, facts)) {
    const again = await readAgain(deps, account);
    if (again.kind === 'unavailable') return again;
    if (again.kind === 'failed') return judged(deps, flow, [again.finding]);
    facts = await readPreflightFacts(deps.db, asked);
  }
  const isGone = facts.record?.reachable === false;
  const balanceMinor = isGone || !dependsOnBalance(flow) ? null : await balanceFor(deps, move);
  const leavesMinor = flow === 'payout' && balanceMinor !== null ? balanceMinor - move.amountMinor : null;
  const findings = preflight(flow, { ...facts, leavesMinor }, momentOf(deps), deps.policy);
  const said = judged(deps, flow, findings);
  return said.kind !== 'go' || balanceMinor === null ? said : (fits(move, balanceMinor) ?? said);
}

/** The record says that it can be reached and its balance that it cannot: it left since then. */
async function hasLeft(deps: ReadDeps, move: Move): Promise<Preflight> {
  const flow = flowOf(move);
  if (flow === null) return halt(`account ${move.account} cannot be reached: it was deauthorized`);
  const again = await readAgain(deps, move.account);
  if (again.kind === 'unavailable') return again;
  const { account, currency } = move;
  const facts = await readPreflightFacts(deps.db, {
    account,
    currency,
    chargeModel: null,
    leavesMinor: null,
  });
  const findings = preflight(flow, facts, momentOf(deps), deps.policy);
  if (isHalted(findings)) return judged(deps, flow, findings);
  return halt(`the balance of ${account} cannot be read, and the account can: look at what the key may do`);
}

/** An account debit reads the balance anyway: of the rest it needs only what does not change. */
function isToBeRead({ policy, wallNow }: ReadDeps, flow: Flow, { record }: PreflightFacts): boolean {
  if (flow === 'account_debit') return record !== null && !record.reachable;
  return record === null || !record.reachable || wallNow() - record.readWallMs > policy.factsMaxAgeWallMs;
}

function judged({ policy }: ReadDeps, flow: Flow, findings: readonly Finding[]): Preflight {
  if (!isStopped(findings, policy)) return { kind: 'go', findings };
  const [first] = findings;
  // Of what is owed a claim is made at once: waiting would not change it.
  if (flow === 'account_debit' && first !== undefined)
    return { kind: 'refuse', code: refusalOf(first), findings };
  return { kind: 'halt', failed: findings.map(({ saw }) => saw), findings };
}

function refusalOf(found: Finding): string {
  return found.check === 'reachable' ? 'account_unreachable' : `preflight_${found.check}`;
}

const dependsOnBalance = (flow: Flow): boolean =>
  flow === 'account_debit' || flow === 'credit' || flow === 'payout';

/** A payout's number was worked out from a reading of a moment ago: it is not read twice for one line. */
const balanceFor = async (deps: ReadDeps, move: Move): Promise<number> =>
  move.kind === 'payout' ? move.grossMinor : availableMinor(deps, move);

async function availableMinor({ stripe }: ReadDeps, { account, currency }: Move): Promise<number> {
  const balance = await stripe.balance.retrieve({}, { stripeAccount: account });
  return balance.available
    .filter((part) => part.currency === currency)
    .reduce((sum, part) => sum + part.amount, 0);
}

const fits = (move: Move, balanceMinor: number): Preflight | null =>
  move.kind === 'credit' ? withinShortfall(move, balanceMinor) : enoughAvailable(move, balanceMinor);

/** All or nothing (R9); a part of a credit that is taken back never makes a debt again (R18). */
const enoughAvailable = (move: Move, balanceMinor: number): Preflight | null =>
  balanceMinor >= move.amountMinor ? null : { kind: 'refuse', code: 'balance_insufficient', findings: [] };

/** R18: at most the shortfall read at the time. */
function withinShortfall(move: Move, balanceMinor: number): Preflight | null {
  const shortfallMinor = Math.max(0, -balanceMinor);
  if (move.amountMinor <= shortfallMinor) return null;
  return halt(
    `the shortfall of ${move.account} is ${shortfallMinor} ${move.currency}, below ${move.amountMinor}`,
  );
}

function afterFailure(
  failure: Exclude<StripeFailure, { kind: 'unreachable_account' }>,
  move: Move,
): Preflight {
  switch (failure.kind) {
    case 'unavailable':
    case 'ambiguous':
    case 'in_use':
    case 'idempotency':
      return { kind: 'unavailable' };
    case 'missing':
    case 'refused':
    case 'other':
      return halt(`account ${move.account} could not be read for ${moveKey(move)}: ${failure.message}`);
    default:
      return assertNever(failure);
  }
}
