import type { CauseId, DisputeId, WorkflowId } from '../ids';
import { mulDivFloor } from '../money';
import { partOf, type SellerFacts, type TransferFact } from './facts';
import { grossForNet, netOfApplicationFee } from './shares';
import type { DisputeStep, SeenPart } from './steps';
import type { Line } from './target';

/** What sellers bear their part of: a dispute, a refund or a failed payment, and the flow that follows it. */
export interface Loss {
  readonly cause: CauseId;
  readonly workflowId: WorkflowId;
  readonly dispute: DisputeId | null;
  /** R6: the application fee goes back with the reversal. */
  readonly returnsApplicationFee: boolean;
  /** The age of what is owed for it (clock, epoch ms). */
  readonly sinceMs: number;
}

export type OpenClaimStep = Extract<DisputeStep, { kind: 'openClaim' }>;
export type TakeStep = Extract<DisputeStep, { kind: 'reverse' }> | OpenClaimStep;
export type ReleaseStep = Extract<DisputeStep, { kind: 'releaseClaims' | 'setOff' | 'giveBack' }>;

export const seenOf = (line: Line): SeenPart => ({
  takenMinor: line.takenMinor,
  openClaimsMinor: line.openClaimsMinor,
  writtenOffMinor: line.writtenOffMinor,
});

export function moveBase({ cause, workflowId }: Loss, line: Line) {
  const { part, account, currency } = line;
  return { cause, part, account, currency, workflowId, claimId: null };
}

/** The original transfers first, then give-backs of the same charge, newest first; a rest becomes a claim. */
export function takePrincipal(loss: Loss, seller: SellerFacts, line: Line): TakeStep {
  for (const source of [...seller.transfers, ...seller.giveBacks]) {
    const leftMinor = reversibleMinor(seller, source);
    if (leftMinor <= 0) continue;
    const applicationFee = loss.returnsApplicationFee ? source.applicationFeeMinor : 0;
    const gross = Math.min(leftMinor, grossForNet(line.takeMinor, source.amountMinor, applicationFee));
    const net = Math.min(line.takeMinor, netOfApplicationFee(gross, source.amountMinor, applicationFee));
    if (net <= 0) continue;
    return {
      kind: 'reverse',
      line,
      move: {
        ...moveBase(loss, line),
        kind: 'reversal',
        transfer: source.transfer,
        amountMinor: gross,
        refundApplicationFee: applicationFee > 0,
        applicationFeeMinor: gross - net,
        n: source.moves,
      },
    };
  }
  return claimRest(loss, seller, line);
}

/** R14: what is to be taken is owed as a claim instead: no transfer is left, or the policy says so. */
export function claimRest(loss: Loss, seller: SellerFacts, line: Line): OpenClaimStep {
  return {
    kind: 'openClaim',
    form: 'rest',
    account: seller.account,
    part: 'principal',
    amountMinor: line.takeMinor,
    currency: line.currency,
    transfer: seller.transfers.at(-1)?.transfer ?? null,
    seen: seenOf(line),
    sinceMs: loss.sinceMs,
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
export function release(loss: Loss, seller: SellerFacts, line: Line): ReleaseStep | null {
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
  if (owedBackMinor === 0 || !maySend(seller) || before === null) return null;
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
      ...moveBase(loss, line),
      kind: 'give_back',
      amountMinor: owedBackMinor,
      dispute: loss.dispute,
      n: partOf(seller, line.part).giveBacks,
    },
  };
}

/** Where the platform does not bear the account's losses, whether Stripe covered a part cannot be seen: a person decides. */
export const maySend = (seller: SellerFacts): boolean =>
  seller.losses === 'platform' || seller.answers.giveBack === 'send';

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
