import type { PartFacts, SellerFacts } from '../../src/domain/dispute/facts';
import { chargeId, objectCause } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { type Move, moveObject, type MoveOutcome } from '../../src/domain/moves';
import type { MadeFact, RefundFacts } from '../../src/domain/refund/facts';
import { readRefundStatus } from '../../src/domain/refund/status';
import {
  NO_PART,
  openClaims,
  type WorldClaim,
  type WorldPart,
  type WorldSeller,
} from './dispute-world-parts';
import type { RefundWorld } from './refund-world';

export const USD = currency('usd');
const CHARGE = chargeId('ch_1');

/** A move with its definite outcome. */
export interface Settled {
  readonly move: Move;
  readonly outcome: MoveOutcome;
}

/** One look at the world, as the activity would answer it. */
export function readFacts(
  world: RefundWorld,
  settled: readonly Settled[],
  unsettled: readonly Move[],
  known: { readonly policyHash: string | null },
): RefundFacts {
  const { refund, subject, policy } = world;
  const made: MadeFact | null =
    refund === null
      ? null
      : {
          cause: objectCause(world.asked ? 're_1' : subject),
          what: subject.startsWith('ch_') ? 'failed_payment' : 'refund',
          status: readRefundStatus(refund.statusWord),
          statusWord: refund.statusWord,
          amountMinor: refund.amountMinor,
          createdMs: refund.createdMs,
          failureReason: null,
        };
  const calls = settled.filter(({ move }) => move.kind === 'refund');
  const last = calls.at(-1)?.outcome;
  return {
    startedMs: world.nowMs,
    asked: world.asked
      ? {
          amountMinor: world.askedMinor,
          currency: world.askedMinor === null ? null : USD,
          reason: null,
          moves: calls.length,
          refusedWith: last?.kind === 'refused' ? last.code : null,
          over: world.isOver,
        }
      : null,
    charge: {
      charge: CHARGE,
      currency: USD,
      capturedMinor: world.capturedMinor,
      refundedMinor: world.capturedMinor - world.leftMinor(),
      paid: world.paid,
      disputed: world.disputed,
      grouped: world.grouped,
    },
    made,
    direct: world.direct,
    attribution: world.attribution,
    sellers:
      world.attribution === 'unknown'
        ? []
        : world.sellers.map((seller) => ({
            ...sellerFacts(world, settled, seller),
            withRefundMinor: refund?.takenWith.get(seller.account) ?? null,
            feeBackMinor: 0,
          })),
    unsettled,
    answer: world.answer,
    raised: [...world.attention.keys()],
    judged: [],
    policy: known.policyHash === policy.hash ? null : policy,
  };
}

function sellerFacts(world: RefundWorld, settled: readonly Settled[], seller: WorldSeller): SellerFacts {
  const told = world.notices.filter((notice) => notice.account === seller.account);
  const moves = (kind: string, object: string): number =>
    settled.filter(({ move }) => move.kind === kind && moveObject(move) === object).length;
  const transfers = (list: WorldSeller['transfers']) =>
    list.map((one) => ({ ...one, moves: moves('reversal', one.transfer) }));
  return {
    account: seller.account,
    currency: USD,
    transfers: world.direct === null ? transfers(seller.transfers) : [],
    giveBacks: transfers(seller.giveBacks),
    otherCausesMinor: seller.otherCausesMinor,
    losses: 'platform',
    principal: partFacts(seller.principal, moves('give_back', `${seller.account}.principal`)),
    fee: partFacts(NO_PART(), 0),
    beforeGiveBack: null,
    told: { notices: told.length, principalMinor: told.at(-1)?.bears.principalMinor ?? 0, feeMinor: 0 },
    answers: { giveBack: world.giveBack, above: null },
  };
}

function partFacts(part: WorldPart, giveBacks: number): PartFacts {
  const open = (claim: WorldClaim): boolean => claim.openMinor > 0;
  return {
    takenMinor: part.takenMinor,
    openClaimsMinor: openClaims(part),
    writtenOffMinor: part.writtenOffMinor,
    claims: part.claims
      .filter(open)
      .map(({ causeCurrency: _cause, ...claim }) => ({ ...claim }))
      .toReversed(),
    debits: 0,
    giveBacks,
  };
}
