import { DAY_MS, MINUTE_MS } from '../../src/domain/clock';
import { type ClaimId, transferId } from '../../src/domain/ids';
import type { Fault, WorldSeller } from './dispute-world-parts';
import type { RefundWorld } from './refund-world';
import { USD } from './refund-world-facts';

/** What happens: a kind, an amount, and a lot that picks whom it happens to. */
export type Act = readonly [what: number, amount: number, lot: number];
export const ACTS = 30;

/** What an act may reach beside the world. */
export interface Hand {
  readonly world: RefundWorld;
  fault(fault: Fault): void;
  hintMeanwhile(): void;
  /** The run goes on from an earlier state, as after a reset. */
  goBack(lot: number): void;
  loseRun(): void;
}

/** Carries one act out. Answers whether anybody tells the flow of it. */
export function happen([what, amount, lot]: Act, hand: Hand): boolean {
  const { world } = hand;
  const seller = world.sellers[lot % world.sellers.length];
  if (seller === undefined) return false;
  const part = seller.principal;
  const claim = part.claims.filter((one) => one.openMinor > 0)[lot % Math.max(1, part.claims.length)];
  switch (what) {
    case 0:
    case 1:
      world.nowMs += 1 + amount * MINUTE_MS;
      return false;
    case 2:
      world.nowMs += DAY_MS;
      return false;
    case 3:
      hand.fault({ kind: 'down' });
      break;
    case 4:
      for (let times = lot % 4; times >= 0; times -= 1) {
        hand.fault({ kind: 'lost', effect: lot % 2 === 0 });
      }
      break;
    case 5:
      hand.fault({ kind: 'refuse', code: lot % 3 === 0 ? 'charge_disputed' : 'transfer_failed' });
      break;
    case 6:
      hand.fault({ kind: 'answer', outcome: { kind: 'unavailable' } });
      break;
    case 7:
      hand.fault({ kind: 'answer', outcome: held(lot) });
      break;
    case 8:
      world.platformMinor = amount;
      break;
    case 9:
      world.platformMinor += 50_000;
      break;
    case 10:
    case 11:
    case 12:
      if (world.refund !== null)
        world.refund.statusWord = ['failed', 'canceled', 'failed'][lot % 3] ?? 'failed';
      break;
    case 13:
      if (world.refund !== null) world.refund.statusWord = lot % 2 === 0 ? 'pending' : 'requires_action';
      break;
    case 14:
      if (world.refund !== null) world.refund.statusWord = lot % 4 === 0 ? 'returning' : 'succeeded';
      break;
    case 15: {
      // A dispute of the charge takes a part of what is left of the transfer, or gives it back.
      const [transfer] = seller.transfers;
      if (transfer === undefined) break;
      const minor = Math.min(amount, transfer.amountMinor - transfer.reversedMinor);
      transfer.reversedMinor += minor;
      seller.otherCausesMinor += minor;
      break;
    }
    case 16:
      seller.otherCausesMinor = 0;
      break;
    case 17:
      world.disputed = (['open', 'no', 'lost', 'no'] as const)[lot % 4] ?? 'no';
      break;
    case 18:
      if (claim === undefined) break;
      part.takenMinor += Math.min(amount + 1, claim.openMinor - claim.reservedMinor);
      claim.openMinor -= Math.min(amount + 1, claim.openMinor - claim.reservedMinor);
      break;
    case 19:
      if (claim === undefined) break;
      part.writtenOffMinor += claim.openMinor - claim.reservedMinor;
      claim.openMinor = claim.reservedMinor;
      break;
    case 20:
      // A clearing: what was taken left the account's debt at the platform's cost.
      clear(seller, Math.min(amount, part.takenMinor), lot);
      break;
    case 21:
      if (claim !== undefined) claim.reservedMinor = lot % 2 === 0 ? claim.openMinor : 0;
      break;
    case 22:
      if (!world.asked) world.answer = (['reverse', 'claim', 'keep'] as const)[lot % 3] ?? null;
      break;
    case 23:
      world.giveBack = lot % 8 === 0 ? 'keep' : 'send';
      break;
    case 24:
      seller.losses = lot % 3 === 0 ? 'platform' : 'stripe';
      break;
    case 25:
      seller.transfersElsewhere = lot % 2 === 0 ? [transferId('tr_elsewhere')] : [];
      break;
    case 26:
      if (world.direct === null) {
        world.attribution = lot % 2 === 0 ? 'unknown' : 'transfer';
        world.grouped = lot % 4 < 2;
      }
      break;
    case 27:
      hand.hintMeanwhile();
      break;
    case 28:
      hand.goBack(lot);
      break;
    case 29:
      hand.loseRun();
      break;
  }
  return lot % 5 !== 0;
}

/** What was taken leaves the account's debt at the platform's cost. */
function clear(seller: WorldSeller, amountMinor: number, lot: number): void {
  if (amountMinor <= 0) return;
  seller.principal.takenMinor -= amountMinor;
  seller.principal.claims.push({
    claimId: `cleared:ct_${lot}.${seller.principal.claims.length}` as ClaimId,
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

function held(lot: number): Extract<Fault, { kind: 'answer' }>['outcome'] {
  const reasons = [
    { why: 'observe' },
    { why: 'frozen' },
    { why: 'cap', cap: 'day' },
    { why: 'approval', decisionId: 'dec_1' },
    { why: 'preflight', failed: ['move number'] },
    { why: 'declined', decisionId: 'dec_1' },
  ] as const;
  return { kind: 'held', reason: reasons[lot % reasons.length] ?? { why: 'frozen' } };
}
