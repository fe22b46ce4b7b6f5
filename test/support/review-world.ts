import { DAY_MS } from '../../src/domain/clock';
import { accountId } from '../../src/domain/ids';
import type { ActFact, ReviewFacts } from '../../src/domain/review/facts';
import type { ReviewFinding } from '../../src/domain/review/findings';
import type { ReviewActivities } from '../../src/domain/review/perform';
import type { ReviewNotice } from '../../src/domain/review/steps';
import type { ReviewPolicy } from '../../src/domain/review/policy';

export const ACCOUNT = accountId('acct_A');
export const LOOK_GAP_MS = 900_000;
export const HOLD_DAYS = 60;

export const POLICY: ReviewPolicy = {
  hash: 'p',
  lookGapMs: LOOK_GAP_MS,
  retryMs: 60_000,
  heldRetryMs: DAY_MS,
  reminderDays: [3, 7],
};

export const hard = (id: string): ReviewFinding => finding(id, 'hard');
export const soft = (id: string): ReviewFinding => finding(id, 'soft');

function finding(id: string, severity: 'hard' | 'soft'): ReviewFinding {
  const kind = id.startsWith('disabled:rejected')
    ? 'rejected'
    : severity === 'hard'
      ? 'capability'
      : 'deadline';
  return {
    id,
    kind,
    severity,
    saw: id,
    clears: 'something',
    mendedBy: kind === 'rejected' ? 'stripe' : 'seller',
  };
}

/** The switches of the simplest world that a review can live in. Nothing of it but its activities reaches the core. */
export class ReviewWorld {
  nowMs = Date.UTC(2027, 0, 4, 12);
  findings: readonly ReviewFinding[] = [];
  mode: 'act' | 'observe' = 'act';
  isReachable = true;
  isAway = false;
  act: ActFact | null = null;
  number: number | null = null;
  openedMs = 0;
  heldSinceMs: number | null = null;
  readonly notices: ReviewNotice[] = [];
  readonly attention = new Set<string>();
  readonly acted: string[] = [];
  closes = 0;
  looks = 0;

  /** As the account look does: a review is opened where there is reason for one. */
  open(): void {
    if (this.number !== null) return;
    this.number = this.closes + 1;
    this.openedMs = this.nowMs;
  }

  get activities(): ReviewActivities {
    return {
      lookAtReview: async (_ref, { policyHash }) => {
        this.reach();
        this.looks += 1;
        return this.facts(policyHash);
      },
      holdForReview: async () => {
        this.reach();
        if (this.mode === 'observe') return { kind: 'held', why: 'observe' };
        if (!this.isReachable) return { kind: 'refused', code: 'account_unreachable' };
        this.heldSinceMs ??= this.nowMs;
        return { kind: 'switched' };
      },
      releaseForReview: async () => {
        this.reach();
        if (!this.isReachable) return { kind: 'refused', code: 'account_unreachable' };
        this.heldSinceMs = null;
        return { kind: 'switched' };
      },
      actOnAccount: async (_ref, act) => {
        this.reach();
        if (this.act?.id !== act || !['approved', 'sending'].includes(this.act.state))
          return { kind: 'stale' };
        if (this.mode === 'observe') return { kind: 'held', why: 'observe' };
        this.acted.push(act);
        this.act = { ...this.act, state: 'done' };
        return { kind: 'done' };
      },
      tellOfReview: async (_ref, notice) => {
        this.reach();
        this.notices.push(notice);
      },
      attendToReview: async (_ref, { raise, settle }) => {
        this.reach();
        for (const { key } of raise) this.attention.add(key);
        for (const key of settle) this.attention.delete(key);
      },
      closeReview: async () => {
        this.reach();
        this.closes += 1;
        this.number = null;
        this.attention.clear();
        this.notices.length = 0;
      },
    };
  }

  private reach(): void {
    if (this.isAway) throw new Error('away');
  }

  private facts(policyHash: string | null): ReviewFacts {
    const limitMs = this.heldSinceMs === null ? null : this.heldSinceMs + HOLD_DAYS * DAY_MS;
    return {
      startedMs: this.nowMs,
      number: this.number,
      openedMs: this.number === null ? this.nowMs : this.openedMs,
      reachable: this.isReachable,
      findings: this.findings,
      changesMs: null,
      unknownWords: [],
      hold: {
        mine: this.heldSinceMs !== null,
        limit: limitMs === null ? null : { warnMs: limitMs - 10 * DAY_MS, endMs: limitMs },
        scheduleChanged: false,
        paidOut: [],
      },
      act: this.act,
      recoverable: [],
      told: this.notices.map(({ rung }) => rung),
      raised: [...this.attention],
      judged: [],
      policy: policyHash === POLICY.hash ? null : POLICY,
    };
  }
}
