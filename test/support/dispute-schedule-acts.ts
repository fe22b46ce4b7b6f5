import { DAY_MS, MINUTE_MS } from '../../src/domain/clock';
import { type ClaimId, transferId } from '../../src/domain/ids';
import type { FeeKind } from '../../src/domain/dispute/withdrawn';
import type { HeldReason } from '../../src/domain/moves';
import type { DisputeWorld } from './dispute-world';
import type { Fault } from './dispute-world-parts';
import { type Act, USD } from './dispute-schedule-world';

/** What an act can do beside changing the world. */
export interface Hand {
  readonly world: DisputeWorld;
  /** The number of the last wake that was sent. */
  readonly lastHint: number;
  hint(upTo: number | null): void;
  /** Hints that arrive while the next steps are under way. */
  hintsMeanwhile(count: number): void;
  faults(fault: Fault, times?: number): void;
  /** A person's update; what the validator refuses is not heard. */
  say(question: string, account: string | null, answer: string): void;
  /** The run is reset: all that it knew is gone, the store and Stripe are not. */
  loseRun(): void;
}

const STATUSES = [
  'needs_response',
  'under_review',
  'won',
  'lost',
  'won',
  'lost',
  'prevented',
  'warning_needs_response',
  'warning_closed',
  'appeal_under_review',
  'reconsidered',
];
const HELD: readonly HeldReason[] = [
  { why: 'observe' },
  { why: 'frozen' },
  { why: 'cap', cap: 'day' },
  { why: 'approval', decisionId: 'dec_1' },
  { why: 'declined', decisionId: 'dec_1' },
  { why: 'preflight', failed: ['transfers_inactive'] },
];

/** Carries one act out. Answers whether a webhook tells of it: then the flow gets the next hint. */
export function happen([what, much, which]: Act, hand: Hand): boolean {
  const { world } = hand;
  const seller = world.sellers[which % world.sellers.length];
  if (seller === undefined) return false;
  const part = which % 2 === 0 ? seller.principal : seller.fee;
  const { direct } = world.charge;
  const principal = (amountMinor: number): void => {
    world.moved(amountMinor, 0, 'received');
    if (!direct) return;
    seller.principal.takenMinor -= amountMinor;
    seller.balances['usd'] = (seller.balances['usd'] ?? 0) + amountMinor;
  };
  const fee = (amountMinor: number, kind: FeeKind): void => world.moved(0, amountMinor, kind);
  switch (what % 43) {
    case 0:
    case 1:
      principal(which % 3 === 0 ? -10_000 : -(much % 12_000));
      if (which % 5 !== 0) fee(1500, 'received');
      break;
    case 2:
    case 3:
      principal(which % 3 === 0 ? 10_000 : much % 12_000);
      break;
    case 4:
      fee(which % 2 === 0 ? 1500 : -1500, 'countered');
      break;
    case 5:
      world.statusWord = which % 3 === 0 ? 'appeal_needs_response' : 'needs_response';
      world.evidenceDueMs = world.nowMs + (much % 5) * DAY_MS;
      break;
    case 6:
      world.statusWord = STATUSES[much % STATUSES.length] ?? 'lost';
      world.evidenceDueMs = which % 2 === 0 ? world.nowMs + (much % 12) * DAY_MS : null;
      break;
    case 7:
      hand.hint(null);
      return false;
    case 8:
      // The same wake again, or an old one.
      hand.hint(Math.max(1, hand.lastHint - (which % 3)));
      return false;
    case 9:
      hand.hintsMeanwhile(1 + (much % 3));
      break;
    case 10:
      world.nowMs += (much % 60) * MINUTE_MS;
      return false;
    case 11:
      world.nowMs += (much % 10) * DAY_MS;
      return false;
    case 12:
      seller.balances['usd'] = (seller.balances['usd'] ?? 0) + (which % 2 === 0 ? much : -much);
      return false;
    case 13:
      payClaims(world, much);
      break;
    case 14:
      for (const claim of part.claims) claim.reservedMinor = claim.reservedMinor === 0 ? claim.openMinor : 0;
      break;
    case 15:
      clear(world, much);
      break;
    case 16:
      for (const claim of part.claims.filter((one) => one.reservedMinor === 0)) {
        part.writtenOffMinor += claim.openMinor;
        claim.openMinor = 0;
      }
      break;
    case 17:
      world.platformMinor = { usd: which % 2 === 0 ? 0 : 1_000_000 };
      if (which % 4 === 0) principal(10_000);
      break;
    case 18:
      world.policy = {
        ...world.policy,
        hash: `policy-${much}`,
        contestedBy: which % 2 === 0 ? 'seller' : 'platform',
      };
      break;
    case 19:
      seller.losses = (['platform', 'stripe', 'unknown'] as const)[much % 3] ?? 'platform';
      seller.transfersElsewhere = which % 4 === 0 ? [transferId(`tr_x${much}`)] : [];
      principal(which % 3 === 0 ? 10_000 : much % 12_000);
      break;
    case 20:
      if (!direct) world.attribution = which % 3 === 0 ? 'unknown' : 'transfer';
      world.unclearReversals = which % 4 === 1 ? [`trr_${much}`] : [];
      break;
    case 21:
      for (const one of direct ? [] : world.sellers) {
        const most = which % 2 === 0 ? 10_000 : much % 4000;
        one.otherCausesMinor = Math.max(one.otherCausesMinor, most);
      }
      break;
    case 22:
      hand.faults(
        {
          kind: 'answer',
          outcome: { kind: 'held', reason: HELD[much % HELD.length] ?? { why: 'observe' } },
        },
        1 + (which % 3),
      );
      break;
    case 23:
      hand.faults({ kind: 'down' }, 1 + (which % 4));
      break;
    case 24:
      hand.faults({ kind: 'lost', effect: which % 2 === 0 }, 2 + (much % 10));
      break;
    case 25:
    case 41:
      if (which % 2 === 0) hand.faults({ kind: 'answer', outcome: { kind: 'unavailable' } });
      else hand.faults({ kind: 'lost', effect: which % 4 === 1 }, 12);
      break;
    case 26:
    case 27:
    case 39:
    case 40:
      hand.faults(
        { kind: 'refuse', code: which % 2 === 0 ? 'balance_insufficient' : 'transfers_not_allowed' },
        1 + (much % 3),
      );
      if (which % 3 === 0) principal(10_000);
      break;
    case 28:
      reverseElsewhere(world, much, which % 2 === 0);
      break;
    case 29:
      // Refunded before, then disputed and resolved at once, without a fee.
      if (direct || world.movements.length > 0) return false;
      for (const one of world.sellers) one.otherCausesMinor = 10_000;
      principal(-10_000);
      world.statusWord = 'lost';
      break;
    case 30:
      world.isChargeRefundable = which % 2 === 0;
      world.statusWord = which % 3 === 0 ? 'warning_under_review' : 'warning_needs_response';
      break;
    case 31:
      world.policy = { ...world.policy, hash: `policy-few-${much}`, sellersPerDispute: which % 4 };
      if (world.movements.length === 0) principal(-10_000);
      break;
    case 32:
    case 33:
    case 37:
    case 38:
      answerWhatIsAsked(hand, which);
      return false;
    case 34:
      world.absent = ([null, 'missing', 'unreachable'] as const)[which % 3] ?? null;
      break;
    case 35:
      world.judged = [...world.attention.keys()].filter((key) => /above_cap|forgiven|unclear/.test(key));
      break;
    default:
      // The run is reset: all that it knew is gone, the store and Stripe are not.
      hand.loseRun();
      return false;
  }
  return true;
}

/** A person answers everything that is asked now, one way or the other. */
export function answerWhatIsAsked(hand: Hand, which: number): void {
  const { world } = hand;
  for (const { kind, key } of world.attention.values()) {
    const seller = world.sellers.find(({ account }) => key.includes(`:${account}`));
    const account = seller?.account ?? null;
    if (kind === 'many_sellers') hand.say('sellers', null, which % 2 === 0 ? 'take' : 'leave');
    if (kind === 'stripe_bears_losses') hand.say('giveBack', account, which % 2 === 0 ? 'send' : 'keep');
    if (kind === 'above_cap') hand.say('above', account, which % 2 === 0 ? 'seller' : 'platform');
  }
}

/** In the Dashboard: it counts for this dispute, or it cannot be told for which (R7). */
function reverseElsewhere(world: DisputeWorld, much: number, counts: boolean): void {
  for (const seller of world.sellers) {
    for (const transfer of seller.transfers) {
      const amountMinor = Math.min(transfer.amountMinor - transfer.reversedMinor, much);
      transfer.reversedMinor += amountMinor;
      if (counts) seller.principal.takenMinor += amountMinor;
      seller.balances['usd'] = (seller.balances['usd'] ?? 0) - amountMinor;
    }
  }
}

function payClaims(world: DisputeWorld, much: number): void {
  for (const seller of world.sellers) {
    for (const claim of [...seller.principal.claims, ...seller.fee.claims]) {
      if (claim.reservedMinor > 0 || claim.openMinor === 0) continue;
      world.payClaim(seller.account, claim.claimId, 1 + (much % claim.openMinor));
    }
  }
}

/** R12: Stripe clears a shortfall; what was taken is a claim from then on. */
function clear(world: DisputeWorld, much: number): void {
  for (const seller of world.sellers) {
    const shortfall = world.shortfallMinor(seller, USD);
    const amountMinor = Math.min(shortfall, Math.max(0, seller.principal.takenMinor));
    if (amountMinor === 0) continue;
    seller.balances['usd'] = (seller.balances['usd'] ?? 0) + amountMinor;
    seller.principal.takenMinor -= amountMinor;
    world.openClaim(seller.account, 'principal', {
      claimId: `cleared:ct_${much}_${seller.principal.claims.length}:dp_1:principal` as ClaimId,
      form: 'cleared',
      currency: USD,
      causeCurrency: USD,
      transfer: null,
      pairCauseMinor: amountMinor,
      pairClaimMinor: amountMinor,
      openMinor: amountMinor,
      reservedMinor: 0,
    });
  }
}
