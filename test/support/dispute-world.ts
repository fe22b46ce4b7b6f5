import { type AccountId, type ClaimId, disputeCause, type DisputeId, transferId } from '../../src/domain/ids';
import { closedInCause } from '../../src/domain/ledger/pairs';
import type { Part } from '../../src/domain/ledger/books';
import type { DisputeAbsent, DisputeFacts } from '../../src/domain/dispute/facts';
import { goesBack } from '../../src/domain/dispute/money-steps';
import type { SaidAnswer } from '../../src/domain/dispute/answers';
import type { DisputeActivities, GroundedStep, TogetherAnswer } from '../../src/domain/dispute/perform';
import type { DisputePolicy } from '../../src/domain/dispute/policy';
import type { BooksStep, DisputeAttention, DisputeNotice } from '../../src/domain/dispute/steps';
import type { DisputeMovement, FeeKind } from '../../src/domain/dispute/withdrawn';
import type { Currency } from '../../src/domain/money';
import { type Move, moveKey, type MoveOutcome } from '../../src/domain/moves';
import { readFacts } from './dispute-world-facts';
import {
  type Effect,
  type Fault,
  type MadeMove,
  sameAs,
  type WorldClaim,
  WorldIsDown,
  type WorldSeller,
} from './dispute-world-parts';

/**
 * Stripe and the books in memory, as simple as the rules allow and written from them rather than from the product:
 * what the pure core of a dispute is run against. Amounts are minor units, instants clock time.
 */
export class DisputeWorld implements DisputeActivities {
  nowMs = 0;
  statusWord = 'needs_response';
  readonly movements: DisputeMovement[] = [];
  evidenceDueMs: number | null = null;
  contestedBy: 'seller' | 'platform' | null = null;
  attribution: DisputeFacts['attribution'] = 'transfer';
  unclearReversals: string[] = [];
  platformMinor: { [code: string]: number } = {};
  /** On the account, where its balance has another currency than the transfer: units of it for one, by move. */
  landing: ((seller: WorldSeller, move: Move) => { currency: Currency; amountMinor: number }) | null = null;
  readonly made: MadeMove[] = [];
  readonly effects: Effect[] = [];
  /** A clearing that only the reading before a give-back finds and books (R17). */
  unbookedClearing: (() => void) | null = null;
  readonly notices: DisputeNotice[] = [];
  readonly attention = new Map<string, DisputeAttention>();
  readonly closes: string[] = [];
  readonly answers = new Map<string, SaidAnswer>();
  judged: string[] = [];
  isChargeRefundable = false;
  absent: DisputeAbsent['absent'] | null = null;
  looks = 0;
  nextFault: (call: string) => Fault | null = () => null;
  #settled = new Map<string, MoveOutcome>();
  #unsettled = new Map<string, { move: Move; effect: boolean }>();
  #given = 0;

  constructor(
    readonly dispute: DisputeId,
    readonly charge: {
      readonly currency: Currency;
      readonly capturedMinor: number;
      readonly direct: boolean;
    },
    readonly sellers: readonly WorldSeller[],
    public policy: DisputePolicy,
  ) {}

  /** A balance transaction of the dispute, in the charge's currency. */
  moved(amountMinor: number, feeMinor: number, fee: FeeKind): void {
    const netMinor = amountMinor - feeMinor;
    this.movements.push({
      amountMinor,
      netMinor,
      currency: this.charge.currency,
      exchangeRate: null,
      fee,
    });
  }

  seller(account: AccountId): WorldSeller {
    const found = this.sellers.find((one) => one.account === account);
    if (found === undefined) throw new Error(`no seller ${account}`);
    return found;
  }

  async lookAtDispute(
    _ref: unknown,
    known: { readonly policyHash: string | null },
  ): Promise<DisputeFacts | DisputeAbsent> {
    this.#mayFail('look');
    this.looks += 1;
    if (this.absent !== null) return { absent: this.absent };
    const facts = readFacts(
      this,
      [...this.#unsettled.values()].map(({ move }) => move),
      known,
    );
    if (this.unbookedClearing === null || goesBack(facts, this.policy).length === 0) return facts;
    this.unbookedClearing();
    this.unbookedClearing = null;
    return readFacts(
      this,
      [...this.#unsettled.values()].map(({ move }) => move),
      known,
    );
  }

  readonly takeFee = async (_ref: unknown, move: Move): Promise<MoveOutcome> => this.#door(move);
  readonly reverseTransfer = this.takeFee;
  readonly giveBack = this.takeFee;
  readonly settleMove = this.takeFee;

  async bookForDispute(_ref: unknown, step: BooksStep): Promise<'done' | 'stale'> {
    this.#mayFail('book');
    const seller = this.seller(step.account);
    const part = seller[step.part];
    if (!sameAs(step.seen, part)) return 'stale';
    switch (step.kind) {
      case 'openClaim': {
        const object = step.form === 'fee' ? this.dispute : (step.transfer ?? this.dispute);
        const earlier = part.claims.filter((claim) => claim.form === step.form).length;
        const name = earlier === 0 ? object : `${object}.${earlier}`;
        const tail = step.form === 'fee' ? step.account : disputeCause(this.dispute);
        const claimId = `${step.form}:${name}:${tail}` as ClaimId;
        this.#log('claim_opened', seller, step.amountMinor, step.currency, claimId);
        this.openClaim(step.account, step.part, {
          claimId,
          form: step.form,
          currency: step.currency,
          causeCurrency: step.currency,
          transfer: step.transfer,
          pairCauseMinor: step.amountMinor,
          pairClaimMinor: step.amountMinor,
          openMinor: step.amountMinor,
          reservedMinor: 0,
        });
        return 'done';
      }
      case 'releaseClaims':
        for (const { claimId, amountMinor } of step.releases) {
          const claim = part.claims.find((one) => one.claimId === claimId);
          if (claim === undefined || amountMinor > claim.openMinor - claim.reservedMinor) {
            throw new Error(`released more than is open: ${claimId} ${amountMinor}`);
          }
          claim.openMinor -= amountMinor;
          this.#log('claim_released', seller, amountMinor, claim.currency, claimId);
        }
        return 'done';
      case 'setOff':
        part.takenMinor -= step.amountMinor;
        this.payClaim(step.account, step.claimId, step.amountMinor);
        this.#log('claim_set_off', seller, step.amountMinor, step.currency, step.claimId);
        return 'done';
    }
  }

  async takeTogether(ref: unknown, steps: readonly GroundedStep[]): Promise<readonly TogetherAnswer[]> {
    const answers: TogetherAnswer[] = [];
    for (const step of steps) {
      const answer = 'books' in step ? await this.bookForDispute(ref, step.books) : this.#door(step.move);
      answers.push(answer);
      const isDefinite =
        typeof answer === 'string' ? answer === 'done' : /^(moved|refused)$/.test(answer.kind);
      if (!isDefinite) break;
    }
    return answers;
  }

  async recordAnswer(_ref: unknown, answer: SaidAnswer): Promise<void> {
    this.#mayFail('record');
    this.answers.set(`${answer.question}:${answer.account ?? ''}`, answer);
  }

  async tellOfDispute(_ref: unknown, notices: readonly DisputeNotice[]): Promise<void> {
    this.#mayFail('tell');
    for (const notice of notices) {
      const known = this.notices.some((one) => one.rung === notice.rung);
      if (!known) this.notices.push(notice);
    }
  }

  async attendToDispute(
    _ref: unknown,
    change: { readonly raise: readonly DisputeAttention[]; readonly settle: readonly string[] },
  ): Promise<void> {
    this.#mayFail('attend');
    for (const need of change.raise) this.attention.set(need.key, need);
    for (const key of change.settle) this.attention.delete(key);
  }

  async closeDispute(_ref: unknown, reason: string): Promise<void> {
    this.#mayFail('close');
    this.closes.push(reason);
  }

  openClaim(account: AccountId, part: Part, claim: WorldClaim): void {
    this.seller(account)[part].claims.push(claim);
  }

  /** A case, an offset or the seller pays a claim: taken rises by what it is worth in the cause's currency (R7). */
  payClaim(account: AccountId, claimId: ClaimId, amountMinor: number): void {
    for (const part of [this.seller(account).principal, this.seller(account).fee]) {
      const claim = part.claims.find((one) => one.claimId === claimId);
      if (claim === undefined) continue;
      if (amountMinor > claim.openMinor) throw new Error(`${claimId} was paid beyond what is open`);
      part.takenMinor += closedInCause(claim, amountMinor);
      claim.openMinor -= amountMinor;
    }
  }

  shortfallMinor(seller: WorldSeller, code: Currency): number {
    return Math.max(0, -(seller.balances[code] ?? 0));
  }

  #door(move: Move): MoveOutcome {
    const key = moveKey(move);
    const stored = this.#settled.get(key);
    if (stored !== undefined) return stored;
    const fault = this.#mayFail(move.kind);
    const lost = this.#unsettled.get(key);
    if (fault?.kind === 'answer') return fault.outcome;
    if (fault?.kind === 'lost') {
      const effect = lost?.effect === true || fault.effect;
      if (effect && lost?.effect !== true) this.#carryOut(move);
      this.#unsettled.set(key, { move, effect });
      return { kind: 'unknown', key };
    }
    this.#unsettled.delete(key);
    const outcome = this.#definite(move, lost?.effect === true, fault);
    this.#settled.set(key, outcome);
    this.made.push({ move, outcome });
    if (outcome.kind === 'moved') this.#book(move);
    else this.#log(move.kind, this.seller(move.account), move.amountMinor, move.currency, move.part, true);
    return outcome;
  }

  #log(
    kind: Effect['kind'],
    seller: WorldSeller,
    amountMinor: number,
    code: Currency,
    object: string,
    refused = false,
  ): void {
    const balances = { ...seller.balances };
    const platform = { ...this.platformMinor };
    this.effects.push({
      kind,
      account: seller.account,
      amountMinor,
      currency: code,
      refused,
      object,
      balances,
      platform,
    });
  }

  #definite(move: Move, happened: boolean, fault: Fault | null): MoveOutcome {
    if (happened) return this.#moved(move);
    if (fault?.kind === 'refuse') return { kind: 'refused', key: moveKey(move), code: fault.code };
    return this.#carryOut(move);
  }

  #moved(move: Move): MoveOutcome {
    return {
      kind: 'moved',
      key: moveKey(move),
      stripeId: `obj_${this.made.length}`,
      amountMinor: move.amountMinor,
    };
  }

  /** Stripe's side: balances change, or it refuses. */
  #carryOut(move: Move): MoveOutcome {
    const seller = this.seller(move.account);
    const refused = (code: string): MoveOutcome => ({ kind: 'refused', key: moveKey(move), code });
    const lands = this.landing?.(seller, move) ?? { currency: move.currency, amountMinor: move.amountMinor };
    const change = (sign: 1 | -1): void => {
      seller.balances[lands.currency] = (seller.balances[lands.currency] ?? 0) + sign * lands.amountMinor;
      this.platformMinor[move.currency] = (this.platformMinor[move.currency] ?? 0) - sign * move.amountMinor;
    };
    switch (move.kind) {
      case 'account_debit':
        if (move.currency !== seller.defaultCurrency) return refused('invalid_currency');
        if ((seller.balances[move.currency] ?? 0) < move.amountMinor) return refused('balance_insufficient');
        change(-1);
        this.#log(move.kind, seller, move.amountMinor, move.currency, move.part);
        return this.#moved(move);
      case 'reversal': {
        const source = [...seller.transfers, ...seller.giveBacks].find(
          (one) => one.transfer === move.transfer,
        );
        if (source === undefined || source.amountMinor - source.reversedMinor < move.amountMinor) {
          return refused('transfer_already_reversed');
        }
        source.reversedMinor += move.amountMinor;
        change(-1);
        this.#log(move.kind, seller, move.amountMinor, move.currency, move.transfer);
        if (move.applicationFeeMinor === 0) return this.#moved(move);
        seller.balances[lands.currency] = (seller.balances[lands.currency] ?? 0) + move.applicationFeeMinor;
        this.platformMinor[move.currency] =
          (this.platformMinor[move.currency] ?? 0) - move.applicationFeeMinor;
        this.#log('application_fee_refund', seller, move.applicationFeeMinor, move.currency, move.transfer);
        return this.#moved(move);
      }
      case 'give_back':
      case 'credit':
        if ((this.platformMinor[move.currency] ?? 0) < move.amountMinor)
          return refused('balance_insufficient');
        change(1);
        this.#given += 1;
        this.#log(move.kind, seller, move.amountMinor, move.currency, `tr_gb${this.#given}`);
        if (move.part === 'principal') {
          seller.giveBacks.unshift({
            transfer: transferId(`tr_gb${this.#given}`),
            amountMinor: move.amountMinor,
            applicationFeeMinor: 0,
            reversedMinor: 0,
          });
        }
        return this.#moved(move);
      case 'credit_reversal':
      case 'refund':
      case 'earnings':
      case 'payout':
        throw new Error(`no dispute makes a ${move.kind}`);
    }
  }

  #book(move: Move): void {
    const part = this.seller(move.account)[move.part];
    const back = move.kind === 'give_back' || move.kind === 'credit';
    const feeBack = move.kind === 'reversal' ? move.applicationFeeMinor : 0;
    part.takenMinor += back ? -move.amountMinor : move.amountMinor - feeBack;
  }

  #mayFail(call: string): Fault | null {
    const fault = this.nextFault(call);
    if (fault?.kind === 'down') throw new WorldIsDown(call);
    return fault;
  }
}
