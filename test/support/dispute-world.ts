import {
  type AccountId,
  accountId,
  chargeId,
  type ClaimId,
  disputeCause,
  type DisputeId,
  type TransferId,
  transferId,
} from '../../src/domain/ids';
import { closedInCause, openInCause } from '../../src/domain/ledger/pairs';
import type { ClaimForm, Part } from '../../src/domain/ledger/books';
import type { DisputeFacts, SellerFacts, TransferFact } from '../../src/domain/dispute/facts';
import { goesBack } from '../../src/domain/dispute/money-steps';
import type { DisputeActivities } from '../../src/domain/dispute/perform';
import type { DisputePolicy } from '../../src/domain/dispute/policy';
import { readStatus } from '../../src/domain/dispute/status';
import type { BooksStep, DisputeAttention, DisputeNotice, SeenPart } from '../../src/domain/dispute/steps';
import { type DisputeMovement, netWithdrawn } from '../../src/domain/dispute/withdrawn';
import type { Currency } from '../../src/domain/money';
import { type Move, moveKey, moveObject, type MoveOutcome } from '../../src/domain/moves';

export interface WorldClaim {
  readonly claimId: ClaimId;
  readonly form: ClaimForm;
  readonly currency: Currency;
  readonly causeCurrency: Currency;
  readonly transfer: TransferId | null;
  readonly pairCauseMinor: number;
  readonly pairClaimMinor: number;
  openMinor: number;
  reservedMinor: number;
}

export interface WorldPart {
  takenMinor: number;
  writtenOffMinor: number;
  /** Oldest first. */
  claims: WorldClaim[];
}

export interface WorldTransfer {
  readonly transfer: TransferId;
  readonly amountMinor: number;
  readonly applicationFeeMinor: number;
  reversedMinor: number;
}

export interface WorldSeller {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly defaultCurrency: Currency;
  losses: 'platform' | 'stripe' | 'unknown';
  readonly transfers: WorldTransfer[];
  readonly giveBacks: WorldTransfer[];
  /** Available at Stripe, by currency; may be below zero. */
  readonly balances: { [code: string]: number };
  otherCausesMinor: number;
  transfersElsewhere: TransferId[];
  readonly principal: WorldPart;
  readonly fee: WorldPart;
}

/** What the flow did that changed Stripe or the books, in order, with the balances right after it. */
export interface Effect {
  readonly kind:
    Move['kind'] | 'application_fee_refund' | 'claim_opened' | 'claim_released' | 'claim_set_off';
  readonly account: AccountId;
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly refused: boolean;
  /** The transfer that is reversed, the claim, or the part. */
  readonly object: string;
  readonly balances: { readonly [code: string]: number };
  readonly platform: { readonly [code: string]: number };
}

export interface MadeMove {
  readonly move: Move;
  readonly outcome: MoveOutcome;
}

/** What the next call meets instead of an honest answer. */
export type Fault =
  | { readonly kind: 'answer'; readonly outcome: MoveOutcome }
  | { readonly kind: 'refuse'; readonly code: string }
  /** `effect`: the money moved, and the answer was lost. */
  | { readonly kind: 'lost'; readonly effect: boolean }
  | { readonly kind: 'down' };

export const NO_PART = (): WorldPart => ({ takenMinor: 0, writtenOffMinor: 0, claims: [] });

export function worldSeller(
  name: string,
  currency: Currency,
  transfers: readonly {
    readonly id: string;
    readonly amountMinor: number;
    readonly applicationFeeMinor?: number;
  }[],
  balances: { [code: string]: number },
  defaultCurrency = currency,
): WorldSeller {
  return {
    account: accountId(name),
    currency,
    defaultCurrency,
    losses: 'platform',
    transfers: transfers.map((one) => ({
      transfer: transferId(one.id),
      amountMinor: one.amountMinor,
      applicationFeeMinor: one.applicationFeeMinor ?? 0,
      reversedMinor: 0,
    })),
    giveBacks: [],
    balances: { ...balances },
    otherCausesMinor: 0,
    transfersElsewhere: [],
    principal: NO_PART(),
    fee: NO_PART(),
  };
}

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

  seller(account: AccountId): WorldSeller {
    const found = this.sellers.find((one) => one.account === account);
    if (found === undefined) throw new Error(`no seller ${account}`);
    return found;
  }

  // ---- what the flow asks of the world

  async lookAtDispute(_ref: unknown, known: { readonly policyHash: string | null }): Promise<DisputeFacts> {
    this.#mayFail('look');
    this.looks += 1;
    const facts = this.#read(known);
    if (this.unbookedClearing === null || goesBack(facts, this.policy).length === 0) return facts;
    this.unbookedClearing();
    this.unbookedClearing = null;
    return this.#read(known);
  }

  #read(known: { readonly policyHash: string | null }): DisputeFacts {
    const facts: DisputeFacts = {
      startedMs: this.nowMs,
      status: readStatus(this.statusWord),
      statusWord: this.statusWord,
      reason: 'fraudulent',
      openedMs: 0,
      evidenceDueMs: this.evidenceDueMs,
      charge: chargeId('ch_1'),
      direct: this.charge.direct ? (this.sellers[0]?.account ?? null) : null,
      currency: this.charge.currency,
      capturedMinor: this.charge.capturedMinor,
      disputedMinor: this.charge.capturedMinor,
      withdrawn: netWithdrawn(this.movements, this.charge.currency),
      contestedBy: this.contestedBy,
      attribution: this.charge.direct ? 'direct' : this.attribution,
      sellers: this.attribution === 'unknown' ? [] : this.sellers.map((seller) => this.#facts(seller)),
      unsettled: [...this.#unsettled.values()].map(({ move }) => move),
      unclearReversals: this.unclearReversals,
      policy: known.policyHash === this.policy.hash ? null : this.policy,
    };
    const back = new Set(goesBack(facts, this.policy).map(({ account }) => account));
    return {
      ...facts,
      sellers: facts.sellers.map((one) => (back.has(one.account) ? this.#beforeGiveBack(one) : one)),
    };
  }

  async takeFee(_ref: unknown, move: Move): Promise<MoveOutcome> {
    return this.#door(move);
  }

  async reverseTransfer(_ref: unknown, move: Move): Promise<MoveOutcome> {
    return this.#door(move);
  }

  async giveBack(_ref: unknown, move: Move): Promise<MoveOutcome> {
    return this.#door(move);
  }

  async settleMove(_ref: unknown, move: Move): Promise<MoveOutcome> {
    return this.#door(move);
  }

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

  // ---- what happens in the world

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

  // ---- the door

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

  // ---- what a look reads

  #countMoves(kind: Move['kind'], account: AccountId, part: Part, object: string | null): number {
    return this.made.filter(
      ({ move }) =>
        move.kind === kind &&
        move.account === account &&
        move.part === part &&
        (object === null || moveObject(move) === object),
    ).length;
  }

  #facts(seller: WorldSeller): SellerFacts {
    const transfers = (rows: readonly WorldTransfer[]): TransferFact[] =>
      rows.map((row) => ({
        ...row,
        moves: this.#countMoves('reversal', seller.account, 'principal', row.transfer),
      }));
    const part = (name: Part) => {
      const claims = seller[name].claims.filter((claim) => claim.openMinor > 0);
      return {
        takenMinor: seller[name].takenMinor,
        openClaimsMinor: openClaims(seller[name]),
        writtenOffMinor: seller[name].writtenOffMinor,
        claims: claims.map((claim) => ({ ...claim })).reverse(),
        debits: this.#countMoves('account_debit', seller.account, name, null),
        giveBacks: this.#countMoves('give_back', seller.account, name, null),
      };
    };
    const bears = this.notices.filter(({ rung }) => rung.startsWith(`bears:${seller.account}:`));
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
    };
  }

  #beforeGiveBack(facts: SellerFacts): SellerFacts {
    const seller = this.seller(facts.account);
    return {
      ...facts,
      beforeGiveBack: {
        currency: facts.currency,
        shortfallMinor: this.shortfallMinor(seller, facts.currency),
        transfersElsewhere: seller.transfersElsewhere,
      },
    };
  }
}

/** The activity used up its retries: Stripe or the store could not be reached. */
export class WorldIsDown extends Error {}

export function openClaims(part: WorldPart): number {
  return part.claims.reduce((sum, claim) => sum + openInCause(claim, claim.openMinor), 0);
}

function sameAs(seen: SeenPart, part: WorldPart): boolean {
  return (
    seen.takenMinor === part.takenMinor &&
    seen.openClaimsMinor === openClaims(part) &&
    seen.writtenOffMinor === part.writtenOffMinor
  );
}
