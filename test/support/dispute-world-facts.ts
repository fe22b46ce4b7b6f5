import { type AccountId, chargeId } from '../../src/domain/ids';
import type { Part } from '../../src/domain/ledger/books';
import type { DisputeFacts, SellerFacts, TransferFact } from '../../src/domain/dispute/facts';
import { goesBack } from '../../src/domain/dispute/money-steps';
import { readStatus } from '../../src/domain/dispute/status';
import { netWithdrawn } from '../../src/domain/dispute/withdrawn';
import { type Move, moveObject } from '../../src/domain/moves';
import type { DisputeWorld } from './dispute-world';
import { openClaims, type WorldSeller, type WorldTransfer } from './dispute-world-parts';

/** What one look at the world in memory finds. */
export function readFacts(
  world: DisputeWorld,
  unsettled: readonly Move[],
  known: { readonly policyHash: string | null },
): DisputeFacts {
  const { charge, policy } = world;
  const facts: DisputeFacts = {
    startedMs: world.nowMs,
    status: readStatus(world.statusWord),
    statusWord: world.statusWord,
    reason: 'fraudulent',
    openedMs: 0,
    evidenceDueMs: world.evidenceDueMs,
    evidenceStaged: false,
    rapid: false,
    charge: chargeId('ch_1'),
    direct: charge.direct ? (world.sellers[0]?.account ?? null) : null,
    currency: charge.currency,
    capturedMinor: charge.capturedMinor,
    refundedMinor: 0,
    isChargeRefundable: world.isChargeRefundable,
    disputedMinor: charge.capturedMinor,
    disputedCurrency: charge.currency,
    withdrawn: netWithdrawn(world.movements, charge.currency, {
      amountMinor: charge.capturedMinor,
      currency: charge.currency,
    }),
    contestedBy: world.contestedBy,
    attribution: charge.direct ? 'direct' : world.attribution,
    sellers: world.attribution === 'unknown' ? [] : world.sellers.map((seller) => sellerFacts(world, seller)),
    unsettled,
    unclearReversals: world.unclearReversals,
    sellersAnswer: answered(world, 'sellers', null) as DisputeFacts['sellersAnswer'],
    raised: [...world.attention.keys()],
    judged: world.judged,
    policy: known.policyHash === policy.hash ? null : policy,
  };
  const back = new Set(goesBack(facts, policy).map(({ account }) => account));
  return {
    ...facts,
    sellers: facts.sellers.map((one) => (back.has(one.account) ? readBeforeGiveBack(world, one) : one)),
  };
}

const answered = (world: DisputeWorld, question: string, account: AccountId | null): string | null =>
  world.answers.get(`${question}:${account ?? ''}`)?.answer ?? null;

function countMoves(
  world: DisputeWorld,
  kind: Move['kind'],
  account: AccountId,
  part: Part,
  object: string | null,
): number {
  return world.made.filter(
    ({ move }) =>
      move.kind === kind &&
      move.account === account &&
      move.part === part &&
      (object === null || moveObject(move) === object),
  ).length;
}

function sellerFacts(world: DisputeWorld, seller: WorldSeller): SellerFacts {
  const transfers = (rows: readonly WorldTransfer[]): TransferFact[] =>
    rows.map((row) => ({
      ...row,
      moves: countMoves(world, 'reversal', seller.account, 'principal', row.transfer),
    }));
  const part = (name: Part) => {
    const claims = seller[name].claims.filter((claim) => claim.openMinor > 0);
    return {
      takenMinor: seller[name].takenMinor,
      openClaimsMinor: openClaims(seller[name]),
      writtenOffMinor: seller[name].writtenOffMinor,
      claims: claims.map((claim) => ({ ...claim })).reverse(),
      debits: countMoves(world, 'account_debit', seller.account, name, null),
      giveBacks: countMoves(world, 'give_back', seller.account, name, null),
    };
  };
  const bears = world.notices.filter(({ rung }) => rung.startsWith(`bears:${seller.account}:`));
  const last = bears.at(-1);
  const told = last !== undefined && 'bears' in last ? last.bears : { principalMinor: 0, feeMinor: 0 };
  return {
    account: seller.account,
    currency: seller.currency,
    transfers: transfers(seller.transfers),
    giveBacks: transfers(seller.giveBacks),
    otherCausesMinor: seller.otherCausesMinor,
    losses: seller.losses,
    principal: part('principal'),
    fee: part('fee'),
    beforeGiveBack: null,
    told: { notices: bears.length, ...told },
    answers: {
      giveBack: answered(world, 'giveBack', seller.account) as SellerFacts['answers']['giveBack'],
      above: answered(world, 'above', seller.account) as SellerFacts['answers']['above'],
    },
  };
}

function readBeforeGiveBack(world: DisputeWorld, facts: SellerFacts): SellerFacts {
  const seller = world.seller(facts.account);
  return {
    ...facts,
    beforeGiveBack: {
      currency: facts.currency,
      shortfallMinor: world.shortfallMinor(seller, facts.currency),
      transfersElsewhere: seller.transfersElsewhere,
    },
  };
}
