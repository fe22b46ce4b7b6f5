import type { BooksStep } from '../../src/domain/dispute/steps';
import { type AccountId, type ClaimId, type RefundSubject, transferId } from '../../src/domain/ids';
import { mulDivFloor } from '../../src/domain/money';
import { type Move, moveKey, type MoveOutcome } from '../../src/domain/moves';
import type { ChargeFact, RefundFacts } from '../../src/domain/refund/facts';
import { goesBack } from '../../src/domain/refund/money-steps';
import type { RefundActivities } from '../../src/domain/refund/perform';
import type { RefundPolicy } from '../../src/domain/refund/policy';
import type { RefundAttention, RefundNotice } from '../../src/domain/refund/steps';
import { type Fault, sameAs, WorldIsDown, type WorldSeller } from './dispute-world-parts';
import { readFacts, USD } from './refund-world-facts';

/** A refund at Stripe, and what it took with it from each seller. */
export interface WorldRefund {
  readonly amountMinor: number;
  readonly createdMs: number;
  statusWord: string;
  readonly takenWith: ReadonlyMap<AccountId, number>;
}

/**
 * Stripe and the books in memory, as simple as the rules allow and written from them rather than from the product:
 * what the pure core of a refund is run against. Amounts are minor units, instants clock time.
 */
export class RefundWorld implements RefundActivities {
  nowMs = 0;
  refund: WorldRefund | null = null;
  disputed: ChargeFact['disputed'] = 'no';
  paid = true;
  refundedElsewhereMinor = 0;
  attribution: RefundFacts['attribution'];
  grouped = false;
  answer: RefundFacts['answer'] = null;
  giveBack: 'send' | 'keep' | null = null;
  platformMinor = 1_000_000;
  /** How often customers were refunded by this request. */
  refundsMade = 0;
  isOver = false;
  readonly attention = new Map<string, RefundAttention>();
  readonly notices: RefundNotice[] = [];
  nextFault: (call: string) => Fault | null = () => null;
  #settled = new Map<string, { readonly move: Move; readonly outcome: MoveOutcome }>();
  #unsettled = new Map<string, { readonly move: Move; readonly made: MoveOutcome | null }>();
  #given = 0;

  constructor(
    readonly subject: RefundSubject,
    readonly capturedMinor: number,
    readonly askedMinor: number | null,
    readonly sellers: readonly WorldSeller[],
    readonly direct: AccountId | null,
    public policy: RefundPolicy,
  ) {
    this.attribution = direct !== null ? 'direct' : sellers.length === 1 ? 'transfer' : 'source_transaction';
  }

  get asked(): boolean {
    return this.subject.startsWith('rq_');
  }

  /** What Stripe would make of a refund now. */
  leftMinor(): number {
    return this.capturedMinor - this.refundedElsewhereMinor - (this.refund?.amountMinor ?? 0);
  }

  makeAtStripe(amountMinor: number, reverseTransfer: boolean): void {
    const takenWith = new Map<AccountId, number>();
    const [seller] = this.sellers;
    const [transfer] = seller?.transfers ?? [];
    if (reverseTransfer && seller !== undefined && transfer !== undefined) {
      const gross = Math.min(
        transfer.amountMinor - transfer.reversedMinor,
        mulDivFloor(transfer.amountMinor, amountMinor, this.capturedMinor),
      );
      transfer.reversedMinor += gross;
      seller.principal.takenMinor += gross;
      takenWith.set(seller.account, gross);
      this.platformMinor += gross;
    }
    this.platformMinor -= amountMinor;
    this.refund = { amountMinor, createdMs: this.nowMs, statusWord: 'succeeded', takenWith };
  }

  async lookAtRefund(_ref: unknown, known: { readonly policyHash: string | null }): Promise<RefundFacts> {
    this.#mayFail('look');
    const unsettled = [...this.#unsettled.values()].map(({ move }) => move);
    const facts = readFacts(this, [...this.#settled.values()], unsettled, known);
    return goesBack(facts, this.policy).length === 0
      ? facts
      : {
          ...facts,
          sellers: facts.sellers.map((seller) => ({
            ...seller,
            losses: this.seller(seller.account).losses,
            beforeGiveBack: {
              currency: USD,
              shortfallMinor: Math.max(0, -(this.seller(seller.account).balances['usd'] ?? 0)),
              transfersElsewhere: this.seller(seller.account).transfersElsewhere,
            },
          })),
        };
  }

  readonly makeRefund = async (_ref: unknown, move: Move): Promise<MoveOutcome> => this.#door(move);
  readonly reverseForRefund = this.makeRefund;
  readonly giveBackForRefund = this.makeRefund;
  readonly settleRefundMove = this.makeRefund;

  async bookForRefund(_ref: unknown, _cause: unknown, step: BooksStep): Promise<'done' | 'stale'> {
    this.#mayFail('book');
    const part = this.seller(step.account).principal;
    if (step.part !== 'principal' || !sameAs(step.seen, part)) return 'stale';
    if (step.kind === 'openClaim') {
      part.claims.push({
        claimId: `${step.form}:${step.transfer ?? 'none'}.${part.claims.length}` as ClaimId,
        form: step.form,
        currency: USD,
        causeCurrency: USD,
        transfer: step.transfer,
        pairCauseMinor: step.amountMinor,
        pairClaimMinor: step.amountMinor,
        openMinor: step.amountMinor,
        reservedMinor: 0,
      });
      return 'done';
    }
    if (step.kind === 'setOff') throw new Error('a refund has no fee to set off against');
    for (const { claimId, amountMinor } of step.releases) {
      const claim = part.claims.find((one) => one.claimId === claimId);
      if (claim === undefined) throw new Error(`no claim ${claimId}`);
      // As the store does: a run that was reset may name a claim of before, and its next look sees what is left.
      claim.openMinor -= Math.min(amountMinor, claim.openMinor - claim.reservedMinor);
    }
    return 'done';
  }

  async tellOfRefund(_ref: unknown, notices: readonly RefundNotice[]): Promise<void> {
    this.#mayFail('tell');
    for (const notice of notices) {
      if (!this.notices.some((one) => one.rung === notice.rung)) this.notices.push(notice);
    }
  }

  async attendToRefund(
    _ref: unknown,
    change: { readonly raise: readonly RefundAttention[]; readonly settle: readonly string[] },
  ): Promise<void> {
    this.#mayFail('attend');
    for (const need of change.raise) this.attention.set(need.key, need);
    for (const key of change.settle) this.attention.delete(key);
  }

  async closeRefund(_ref: unknown, reason: string): Promise<void> {
    this.#mayFail('close');
    if (reason === 'not_made' && this.asked) this.isOver = true;
  }

  seller(account: AccountId): WorldSeller {
    const found = this.sellers.find((one) => one.account === account);
    if (found === undefined) throw new Error(`no seller ${account}`);
    return found;
  }

  #door(move: Move): MoveOutcome {
    const key = moveKey(move);
    if (move.kind === 'refund' && this.isOver) {
      return { kind: 'held', reason: { why: 'preflight', failed: ['given up'] } };
    }
    const stored = this.#settled.get(key);
    if (stored !== undefined) return stored.outcome;
    const fault = this.#mayFail(move.kind);
    const lost = this.#unsettled.get(key);
    if (fault?.kind === 'answer') return fault.outcome;
    if (fault?.kind === 'lost') {
      const made = lost?.made ?? (fault.effect ? this.#carryOut(move) : null);
      this.#unsettled.set(key, { move, made });
      return { kind: 'unknown', key };
    }
    this.#unsettled.delete(key);
    const outcome =
      lost?.made ??
      (fault?.kind === 'refuse' ? { kind: 'refused' as const, key, code: fault.code } : this.#carryOut(move));
    this.#settled.set(key, { move, outcome });
    if (outcome.kind === 'moved') this.#book(move);
    return outcome;
  }

  /** Stripe's side: balances change, or it refuses. */
  #carryOut(move: Move): MoveOutcome {
    const key = moveKey(move);
    const refused = (code: string): MoveOutcome => ({ kind: 'refused', key, code });
    const moved: MoveOutcome = { kind: 'moved', key, stripeId: 'obj_1', amountMinor: move.amountMinor };
    if (move.kind === 'refund') {
      if (this.disputed !== 'no') return refused('charge_disputed');
      if (move.amountMinor > this.leftMinor()) return refused('charge_already_refunded');
      if (this.platformMinor < move.amountMinor) return refused('balance_insufficient');
      this.refundsMade += 1;
      this.makeAtStripe(move.amountMinor, move.reverseTransfer);
      return moved;
    }
    const seller = this.seller(move.account);
    if (move.kind === 'reversal') {
      const source = [...seller.transfers, ...seller.giveBacks].find((one) => one.transfer === move.transfer);
      if (source === undefined || source.amountMinor - source.reversedMinor < move.amountMinor) {
        return refused('transfer_already_reversed');
      }
      source.reversedMinor += move.amountMinor;
      this.platformMinor += move.amountMinor;
      return moved;
    }
    if (move.kind !== 'give_back') throw new Error(`no refund makes a ${move.kind}`);
    if (this.platformMinor < move.amountMinor) return refused('balance_insufficient');
    this.platformMinor -= move.amountMinor;
    this.#given += 1;
    seller.giveBacks.unshift({
      transfer: transferId(`tr_gb${this.#given}`),
      amountMinor: move.amountMinor,
      applicationFeeMinor: 0,
      reversedMinor: 0,
    });
    return moved;
  }

  #book(move: Move): void {
    if (move.kind === 'refund') return;
    const part = this.seller(move.account).principal;
    const feeBack = move.kind === 'reversal' ? move.applicationFeeMinor : 0;
    part.takenMinor += move.kind === 'give_back' ? -move.amountMinor : move.amountMinor - feeBack;
  }

  #mayFail(call: string): Fault | null {
    const fault = this.nextFault(call);
    if (fault?.kind === 'down') throw new WorldIsDown(call);
    return fault;
  }
}
