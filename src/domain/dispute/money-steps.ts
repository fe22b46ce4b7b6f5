import { disputeCause, disputeWorkflowId, type DisputeId } from '../ids';
import { mulDivFloor } from '../money';
import { type DisputeFacts, partOf, type SellerFacts, type TransferFact } from './facts';
import type { DisputePolicy } from './policy';
import { grossForNet, netOfApplicationFee } from './shares';
import type { DisputeState } from './state';
import { type DisputeAction, type SeenPart, stepName } from './steps';
import { type Line, targets } from './target';

/**
 * What is to be moved or booked now, in order of preference (R9, R15): a move without a known outcome first and
 * alone, then fees, then principals, then what goes back. Later ones are for when earlier ones are held.
 */
export function moneySteps(state: DisputeState): readonly DisputeAction[] {
  const { look, policy } = state;
  if (look === null || policy === null) return [];
  const { facts } = look;
  const [unsettled] = facts.unsettled;
  if (unsettled !== undefined) return [{ kind: 'settleMove', move: unsettled }];
  const work = { state, facts, policy };
  const steps: DisputeAction[] = [];
  const feeInTheWay = new Set<string>();
  const { lines } = targets(facts, policy);
  for (const line of lines) {
    const seller = facts.sellers.find((one) => one.account === line.account);
    if (seller === undefined || line.takeMinor === 0) continue;
    if (line.part === 'principal' && feeInTheWay.has(line.account)) continue;
    const step = line.part === 'fee' ? takeFee(work, seller, line) : takePrincipal(work, seller, line);
    // A reversal may empty the account before the fee is debited, so it waits; observing moves nothing either way.
    if (line.part === 'fee' && state.held[stepName(step)]?.why !== 'observe') feeInTheWay.add(line.account);
    steps.push(step);
  }
  for (const line of lines) {
    const seller = facts.sellers.find((one) => one.account === line.account);
    if (seller === undefined || line.releaseMinor === 0) continue;
    const step = release(work, seller, line);
    if (step !== null) steps.push(step);
  }
  return steps;
}

interface Work {
  readonly state: DisputeState;
  readonly facts: DisputeFacts;
  readonly policy: DisputePolicy;
}

const seenOf = (line: Line): SeenPart => ({
  takenMinor: line.takenMinor,
  openClaimsMinor: line.openClaimsMinor,
  writtenOffMinor: line.writtenOffMinor,
});

function moveBase(dispute: DisputeId, line: Line) {
  return {
    cause: disputeCause(dispute),
    part: line.part,
    account: line.account,
    currency: line.currency,
    workflowId: disputeWorkflowId(dispute),
    claimId: null,
  };
}

/** A fee debit is all or nothing: it cannot make the account's balance negative. */
function takeFee({ state }: Work, seller: SellerFacts, line: Line): DisputeAction {
  const base = moveBase(state.dispute, line);
  return {
    kind: 'takeFee',
    line,
    move: { ...base, kind: 'account_debit', amountMinor: line.takeMinor, n: seller.fee.debits },
  };
}

/** The original transfers first, then give-backs of the same charge, newest first; a rest becomes a claim. */
function takePrincipal({ state, facts, policy }: Work, seller: SellerFacts, line: Line): DisputeAction {
  const feeReturned = policy.applicationFee === 'return';
  for (const source of [...seller.transfers, ...seller.giveBacks]) {
    const leftMinor = reversibleMinor(seller, source);
    if (leftMinor <= 0) continue;
    const applicationFee = feeReturned ? source.applicationFeeMinor : 0;
    const gross = Math.min(leftMinor, grossForNet(line.takeMinor, source.amountMinor, applicationFee));
    const net = Math.min(line.takeMinor, netOfApplicationFee(gross, source.amountMinor, applicationFee));
    if (net <= 0) continue;
    return {
      kind: 'reverse',
      line,
      move: {
        ...moveBase(state.dispute, line),
        kind: 'reversal',
        transfer: source.transfer,
        amountMinor: gross,
        refundApplicationFee: applicationFee > 0,
        applicationFeeMinor: gross - net,
        n: source.moves,
      },
    };
  }
  return {
    kind: 'openClaim',
    form: 'rest',
    account: seller.account,
    part: 'principal',
    amountMinor: line.takeMinor,
    currency: line.currency,
    transfer: seller.transfers.at(-1)?.transfer ?? null,
    seen: seenOf(line),
    sinceMs: facts.openedMs,
  };
}

/** What of a transfer can be reversed and is not spoken for by a claim whose reversal was refused. */
function reversibleMinor(seller: SellerFacts, source: TransferFact): number {
  const claimed = seller.principal.claims
    .filter((claim) => claim.form === 'reversal' && claim.transfer === source.transfer)
    .reduce((sum, claim) => sum + claim.openMinor, 0);
  return source.amountMinor - source.reversedMinor - claimed;
}

/**
 * R15: open claims are released without money, newest first; the rest, at most what is taken, is set off against the
 * fee claim and then sent. Null: not now, because a claim is reserved by a move or a person has to look first.
 */
function release({ state }: Work, seller: SellerFacts, line: Line): DisputeAction | null {
  const releases = claimsToRelease(seller, line);
  if (releases.length > 0) {
    return {
      kind: 'releaseClaims',
      account: seller.account,
      part: line.part,
      releases,
      seen: seenOf(line),
    };
  }
  const owedBackMinor = owedBack(seller, line);
  const before = seller.beforeGiveBack;
  if (owedBackMinor === 0 || seller.losses !== 'platform' || before === null) return null;
  if (before.transfersElsewhere.length > 0) return null;
  const setOff = claimToSetOff(seller, line, owedBackMinor);
  if (setOff !== null) {
    return {
      kind: 'setOff',
      account: seller.account,
      part: line.part,
      currency: line.currency,
      ...setOff,
      seen: seenOf(line),
    };
  }
  return {
    kind: 'giveBack',
    line,
    move: {
      ...moveBase(state.dispute, line),
      kind: 'give_back',
      amountMinor: owedBackMinor,
      dispute: state.dispute,
      n: partOf(seller, line.part).giveBacks,
    },
  };
}

function claimsToRelease(seller: SellerFacts, line: Line) {
  const releases = [];
  let leftMinor = line.releaseMinor;
  for (const claim of partOf(seller, line.part).claims) {
    const freeMinor = claim.openMinor - claim.reservedMinor;
    if (leftMinor <= 0 || freeMinor <= 0) continue;
    const worthMinor = mulDivFloor(freeMinor, claim.pairCauseMinor, claim.pairClaimMinor);
    const amountMinor =
      leftMinor >= worthMinor
        ? freeMinor
        : -mulDivFloor(-leftMinor, claim.pairClaimMinor, claim.pairCauseMinor);
    releases.push({ claimId: claim.claimId, amountMinor });
    leftMinor -= worthMinor;
  }
  return releases;
}

/** What is to go back in money: nothing while a claim of the part is reserved, for its move may yet take more. */
export function owedBack(seller: SellerFacts, line: Line): number {
  const books = partOf(seller, line.part);
  if (line.releaseMinor === 0 || books.claims.some((claim) => claim.openMinor > 0)) return 0;
  return Math.max(0, Math.min(line.releaseMinor, line.takenMinor));
}

/** R16: only what would be free after the shortfall; currencies never mix. */
function claimToSetOff(seller: SellerFacts, line: Line, owedBackMinor: number) {
  const before = seller.beforeGiveBack;
  if (line.part === 'fee' || before === null) return null;
  if (before.shortfallMinor > 0 && before.currency !== line.currency) return null;
  const freeMinor = owedBackMinor - before.shortfallMinor;
  for (const claim of seller.fee.claims) {
    const amountMinor = Math.min(claim.openMinor - claim.reservedMinor, freeMinor);
    if (claim.currency !== line.currency || amountMinor <= 0) continue;
    return { claimId: claim.claimId, amountMinor };
  }
  return null;
}

/** R14: what a refused move would have taken is owed as a claim from then on. */
export function claimForRefused(state: DisputeState): DisputeAction | null {
  const { refused, look } = state;
  const seller = look?.facts.sellers.find((one) => one.account === refused?.account);
  if (refused === null || look === null || seller === undefined || state.policy === null) return null;
  const line = targets(look.facts, state.policy).lines.find(
    (one) => one.account === refused.account && one.part === refused.part,
  );
  if (line === undefined) return null;
  return {
    kind: 'openClaim',
    form: refused.part === 'fee' ? 'fee' : 'reversal',
    account: refused.account,
    part: refused.part,
    amountMinor: refused.takenMinor,
    currency: line.currency,
    transfer: refused.transfer,
    seen: seenOf(line),
    sinceMs: look.facts.openedMs,
  };
}

/** True where a look must read and book the account first, because something is to go back to it (R17). */
export function goesBack(facts: DisputeFacts, policy: DisputePolicy): readonly SellerFacts[] {
  const { lines } = targets(facts, policy);
  return facts.sellers.filter((seller) =>
    lines.some((line) => line.account === seller.account && line.releaseMinor > 0),
  );
}
