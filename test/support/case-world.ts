import {
  type BankDebit,
  type CaseFacts,
  type ClaimFact,
  type DebitPossible,
} from '../../src/domain/case/facts';
import type { CaseActivities } from '../../src/domain/case/perform';
import type { AnswerOutcome, Ask } from '../../src/domain/case/asks';
import type { CasePolicy } from '../../src/domain/case/policy';
import { DAY_MS, HOUR_MS } from '../../src/domain/clock';
import { accountId, type CauseId, type ClaimId } from '../../src/domain/ids';
import type { MoveOutcome } from '../../src/domain/moves';
import { currency } from '../../src/domain/money';
import type { SwitchOutcome } from '../../src/domain/case/step';

export const ACCOUNT = accountId('acct_1');
export const USD = currency('usd');
export const START_MS = Date.UTC(2027, 0, 4, 9);
export const GAP_MS = 15 * 60_000;

export const CASE_POLICY: CasePolicy = {
  hash: 'policy',
  knowsCurrency: true,
  tooSmallMinor: 500,
  holdFromMinor: 10_000,
  smallestCollectionMinor: 500,
  growthPercent: 50,
  growthFromMinor: 10_000,
  returnedBeforePerson: 2,
  namedFromMinor: 50_000,
  financeFromMinor: 250_000,
  firstNoticeMs: DAY_MS,
  lookGapMs: GAP_MS,
  unknownAttentionMs: HOUR_MS,
  ladder: [
    { name: 'day-1', day: 1, audiences: ['seller'] },
    { name: 'day-14', day: 14, audiences: ['seller', 'team'] },
    { name: 'day-45', day: 45, audiences: ['team'] },
    { name: 'day-150', day: 150, audiences: ['decider'] },
    { name: 'day-160', day: 160, audiences: ['decider'] },
  ],
  gateDays: [150, 160],
  gateDefault: 'keepCollecting',
  clearingDay: 180,
  watchFromDay: 173,
  clearingAttentionDay: 194,
  statementDays: [30, 90],
  claimsKeptOpenMs: 365 * DAY_MS,
};

/** What becomes of the next move, as chance or a test wants it. */
export type Fate = 'moved' | 'refused' | 'held' | 'unavailable' | 'unknown' | 'throws';

/**
 * One account in a world of plain numbers: enough for the case's core to owe, to be paid and to be refused, and
 * nothing of Stripe. Amounts in minor units.
 */
export class CaseWorld {
  nowMs = START_MS;
  availableMinor = 0;
  pendingMinor = 0;
  debits: BankDebit[] = [];
  claims: ClaimFact[] = [];
  possible: DebitPossible = 'yes';
  enabled = false;
  holdSet = false;
  holdSetMs: number | null = null;
  reachable = true;
  losses: CaseFacts['losses'] = 'platform';
  isDefaultCurrency = true;
  letGoMinor = 0;
  unexplainedMinor = 0;
  unsettled: { claim: ClaimId; amountMinor: number } | null = null;
  cleared: { collectionTransfer: string; amountMinor: number; atMs: number }[] = [];
  fates: Fate[] = [];
  number: number | null = null;
  negativeSinceMs = START_MS;
  readonly collected: number[] = [];
  /** What was done for each ask: minor units, and what of it was sent. */
  readonly answered = new Map<
    string,
    { readonly ask: Ask; readonly creditedMinor: number; readonly doneMinor: number }
  >();
  readonly tells: { rung: string; audiences: readonly string[]; atMs: number }[] = [];
  readonly closes: string[] = [];
  private serial = 0;

  constructor(readonly policy: CasePolicy = CASE_POLICY) {}

  lose(amountMinor: number): void {
    if (this.availableMinor >= 0 && this.availableMinor < amountMinor) this.negativeSinceMs = this.nowMs;
    this.availableMinor -= amountMinor;
  }

  claim(amountMinor: number, form: ClaimFact['form'] = 'fee'): void {
    this.serial += 1;
    const claimId = `${form}:dp_${this.serial}:${ACCOUNT}` as ClaimId;
    const cause = `dp_${this.serial}` as CauseId;
    this.claims.push({
      claimId,
      form,
      cause,
      part: 'fee',
      openMinor: amountMinor,
      reservedMinor: 0,
      transfer: null,
      moves: 0,
    });
  }

  /** Stripe tries the bank when it may; a debit goes on to be paid, and then settled or returned. */
  debitMoves(returns: boolean, failureCode: string): void {
    const [latest, ...others] = this.debits;
    if (latest?.stage === 'attempted') {
      this.availableMinor += latest.amountMinor;
      this.debits = [{ ...latest, stage: 'provisional', settlesAtMs: this.nowMs + 7 * DAY_MS }, ...others];
    } else if (latest?.stage === 'provisional' && returns) {
      this.lose(latest.amountMinor);
      this.debits = [{ ...latest, stage: 'returned', failureCode, settlesAtMs: null }, ...others];
    } else if (this.availableMinor < 0 && this.enabled && this.possible === 'yes') {
      this.serial += 1;
      const payout = `po_${this.serial}`;
      const amountMinor = -this.availableMinor;
      this.debits = [
        { payout, amountMinor, stage: 'attempted', failureCode: null, settlesAtMs: null },
        ...this.debits,
      ];
    }
  }

  clear(): void {
    if (this.availableMinor >= 0) return;
    this.serial += 1;
    const amountMinor = -this.availableMinor;
    this.cleared.push({ collectionTransfer: `ct_${this.serial}`, amountMinor, atMs: this.nowMs });
    this.claim(amountMinor, 'cleared');
    this.availableMinor = 0;
  }

  facts(known: { readonly policyHash: string | null }): CaseFacts {
    const shortfallMinor = this.losses === 'stripe' ? 0 : Math.max(0, -this.availableMinor);
    const claims = this.claims.filter((claim) => claim.openMinor > 0);
    if (this.number === null && shortfallMinor + claims.length > 0) this.number = 1;
    this.debits = this.debits.map((debit) =>
      debit.stage === 'provisional' && this.nowMs >= (debit.settlesAtMs ?? Infinity)
        ? { ...debit, stage: 'settled' }
        : debit,
    );
    const reserved = this.unsettled;
    return {
      number: this.number,
      startedMs: this.nowMs,
      reachable: this.reachable,
      losses: this.losses,
      rejected: false,
      country: 'US',
      isDefaultCurrency: this.isDefaultCurrency,
      availableMinor: this.availableMinor,
      pendingMinor: this.pendingMinor,
      shortfallMinor,
      claims: claims.map((claim) =>
        claim.claimId === reserved?.claim ? { ...claim, reservedMinor: reserved.amountMinor } : claim,
      ),
      letGoMinor: this.letGoMinor,
      negativeSinceMs: this.negativeSinceMs,
      clearsAtMs: this.negativeSinceMs + this.policy.clearingDay * DAY_MS,
      cleared: this.cleared,
      collectionsReadMs:
        this.nowMs - this.negativeSinceMs >= this.policy.watchFromDay * DAY_MS ? this.nowMs : null,
      debit: {
        possible: this.reachable ? this.possible : 'unreachable',
        enabled: this.enabled,
        debits: this.debits,
        expectedByMs:
          shortfallMinor > 0 && this.debits.length === 0 ? this.negativeSinceMs + 4 * DAY_MS : null,
        notice: null,
      },
      holdSet: this.holdSet,
      holdLimit:
        this.holdSetMs === null
          ? null
          : { warnMs: this.holdSetMs + 69 * DAY_MS, endMs: this.holdSetMs + 90 * DAY_MS },
      scheduleChanged: false,
      holdRisks: [],
      unsettledMoves: reserved === null ? 0 : 1,
      unexplainedMinor: this.unexplainedMinor,
      policy: known.policyHash === this.policy.hash ? null : this.policy,
    };
  }

  private fate(): Fate {
    const fate = this.fates.shift() ?? 'moved';
    if (fate === 'throws') throw new Unavailable();
    return fate;
  }

  private switched(): SwitchOutcome {
    const fate = this.fate();
    if (fate === 'held') return { kind: 'held', why: 'frozen' };
    return fate === 'moved' ? { kind: 'switched' } : { kind: 'refused', code: 'refused_by_test' };
  }

  readonly activities: CaseActivities = {
    lookAtCase: async (_ref, known) => {
      if (this.fates[0] === 'throws') this.fate();
      return this.facts(known);
    },
    recordChoice: async () => undefined,
    attendToCase: async () => undefined,
    holdPayouts: async () => {
      const outcome = this.switched();
      if (outcome.kind === 'switched') {
        this.holdSet = true;
        this.holdSetMs ??= this.nowMs;
      }
      return outcome;
    },
    enableBankDebit: async () => {
      const outcome = this.switched();
      if (outcome.kind === 'switched') this.enabled = true;
      return outcome;
    },
    collectClaim: async (_ref, { claim, amountMinor }) => this.collect(claim, amountMinor),
    answerAsk: async (_ref, ask) => this.answer(ask),
    releaseHold: async () => {
      const outcome = this.switched();
      if (outcome.kind === 'switched') this.releaseHold();
      return outcome;
    },
    tellCase: async (_ref, { rung, audiences }) => {
      this.tells.push({ rung, audiences, atMs: this.nowMs });
    },
    closeCase: async (_ref, reason) => {
      this.closes.push(reason);
      this.releaseHold();
    },
  };

  private releaseHold(): void {
    this.holdSet = false;
    this.holdSetMs = null;
  }

  /** As the real activity: a key of its own for each ask, so that nothing happens twice. */
  private answer(ask: Ask): AnswerOutcome {
    const fate = this.fate();
    if (fate === 'held') return { kind: 'waits', why: 'approval' };
    if (fate === 'refused') return { kind: 'refused', code: 'balance_insufficient' };
    if (fate === 'unavailable') return { kind: 'unavailable' };
    if (this.answered.has(ask.id)) throw new Error(`${ask.id} was answered twice`);
    if (fate === 'unknown') return { kind: 'unknown' };
    const shortfallMinor = this.losses === 'stripe' ? 0 : Math.max(0, -this.availableMinor);
    const creditedMinor =
      ask.outcome === 'writeOffClaim' ? 0 : Math.min(ask.amountMinor ?? shortfallMinor, shortfallMinor);
    this.availableMinor += creditedMinor;
    if (ask.outcome === 'forgive') this.letGoMinor += creditedMinor;
    if (ask.outcome === 'advance' && creditedMinor > 0) this.claim(creditedMinor, 'credit');
    const claimsMinor = this.settleClaims(ask, (ask.amountMinor ?? 0) - creditedMinor);
    const restMinor =
      ask.outcome === 'paidOutside' ? (ask.amountMinor ?? 0) - creditedMinor - claimsMinor : 0;
    this.answered.set(ask.id, { ask, creditedMinor, doneMinor: creditedMinor + claimsMinor });
    return { kind: 'done', creditedMinor, claimsMinor, restMinor };
  }

  private settleClaims(ask: Ask, paidMinor: number): number {
    if (ask.outcome !== 'paidOutside' && ask.outcome !== 'writeOffClaim') return 0;
    let leftMinor = ask.outcome === 'paidOutside' ? paidMinor : Number.MAX_SAFE_INTEGER;
    let settledMinor = 0;
    this.claims = this.claims.map((one) => {
      const isMeant = ask.claim === null || ask.claim === one.claimId;
      const partMinor =
        isMeant && this.unsettled?.claim !== one.claimId ? Math.min(leftMinor, one.openMinor) : 0;
      leftMinor -= partMinor;
      settledMinor += partMinor;
      return { ...one, openMinor: one.openMinor - partMinor };
    });
    if (ask.outcome === 'writeOffClaim') this.letGoMinor += settledMinor;
    return settledMinor;
  }

  private collect(claim: ClaimFact, amountMinor: number): MoveOutcome {
    const key = `recoup:v1:account_debit:${claim.cause}:${claim.claimId}:${claim.moves}` as never;
    const fate = this.fate();
    const settle = (moved: boolean): void => {
      if (this.unsettled?.claim === claim.claimId) {
        if (moved) this.collected.push(this.unsettled.amountMinor);
        this.settleUnknown(moved);
        return;
      }
      this.claims = this.claims.map((one) =>
        one.claimId === claim.claimId
          ? { ...one, moves: one.moves + 1, openMinor: one.openMinor - (moved ? amountMinor : 0) }
          : one,
      );
      if (moved) {
        this.availableMinor -= amountMinor;
        this.collected.push(amountMinor);
      }
    };
    switch (fate) {
      case 'moved':
        settle(true);
        return { kind: 'moved', key, stripeId: 'tr_1', amountMinor };
      case 'refused':
        settle(false);
        return { kind: 'refused', key, code: 'balance_insufficient' };
      case 'held':
        return { kind: 'held', reason: { why: 'frozen' } };
      case 'unavailable':
        return { kind: 'unavailable' };
      case 'unknown':
        this.unsettled = { claim: claim.claimId, amountMinor };
        return { kind: 'unknown', key };
      case 'throws':
        throw new Unavailable();
    }
  }

  /** The unknown outcome becomes known, as the door's next look-up would find it. */
  settleUnknown(moved: boolean): void {
    const { unsettled } = this;
    if (unsettled === null) return;
    this.claims = this.claims.map((one) =>
      one.claimId === unsettled.claim
        ? { ...one, moves: one.moves + 1, openMinor: one.openMinor - (moved ? unsettled.amountMinor : 0) }
        : one,
    );
    if (moved) this.availableMinor -= unsettled.amountMinor;
    this.unsettled = null;
  }
}

/** What an activity throws when its patience is at its end. */
export class Unavailable extends Error {}
