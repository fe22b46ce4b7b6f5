import type { Attempts } from '../attempts';
import type { Hints } from '../hints';
import { NO_HINTS } from '../hints';
import type { AccountId } from '../ids';
import type { Currency } from '../money';
import type { Ask } from './asks';
import type { CaseFacts } from './facts';
import type { Choice, GateAnswer, Pause } from './people';
import type { CasePolicy } from './policy';

/** `nothing_owed`: the first look found no debt. `let_go`: closed, and a part was written off or forgiven. */
export type CloseReason = 'nothing_owed' | 'recovered' | 'let_go' | 'handled';

/** What only a person can settle in a case; raised while its condition holds, settled when it ends. */
export type CaseAttention =
  | 'currency_without_policy'
  | 'losses_unknown'
  | 'unreachable'
  | 'no_way_to_collect'
  | 'claims_need_a_person'
  | 'debits_returned'
  | 'debit_needs_a_person'
  | 'no_debit_seen'
  | 'books_differ'
  | 'gate'
  | 'clearing_late'
  | 'move_unknown'
  /** What a person asked for is held or refused. */
  | 'answer_waits'
  /** Large, and nobody's: the policy wants a name. */
  | 'unassigned'
  | 'hold_limit'
  /** Payouts are not as Recoup left them: somebody changed the schedule under the hold. */
  | 'payout_schedule_changed'
  /** A person decided to reject the account, which is not rejected yet. */
  | 'reject_account'
  | 'claims_old'
  | 'step_exhausted'
  /** Somebody cancelled the workflow in Temporal: nothing follows the case until it is started again. */
  | 'cancelled';

export interface TimelineLine {
  readonly atMs: number;
  readonly what: string;
}

/** All that one case knows. Plain JSON: it travels through continue-as-new. Instants are clock time. */
export interface CaseState {
  readonly schemaVersion: 1;
  readonly account: AccountId;
  readonly currency: Currency;
  readonly hints: Hints;
  /** The hints that the last look answered. */
  readonly answeredHints: number;
  readonly facts: CaseFacts | null;
  /** When the last look's answer was learnt: a slow look must not be old when it arrives. */
  readonly learntMs: number;
  readonly policy: CasePolicy | null;
  /** Moves made by this flow, and how many of them the last look saw: money needs a look after the last move. */
  readonly movesMade: number;
  readonly movesSeen: number;
  readonly attempts: Attempts;
  /** Rungs told, or collapsed into a later one. */
  readonly told: readonly string[];
  /** What was owed when the seller was first told; growth is measured against it. */
  readonly announcedMinor: number | null;
  readonly raised: readonly CaseAttention[];
  readonly gateAnswer: GateAnswer | null;
  /** What people asked for that moves or lets go of money, oldest first, until it is done or declined. */
  readonly asks: readonly Ask[];
  /** Payments outside that were entered, by their reference: none counts twice. */
  readonly references: readonly string[];
  /** From when on a bank debit may be switched on, where the scheme asks for a notice; null: not announced yet. */
  readonly debitAnnouncedUntilMs: number | null;
  /** The hold was given up at its limit: this case sets none again. */
  readonly holdGivenUp: boolean;
  /** A person asked for quiet until Stripe clears. */
  readonly waitForClearing: boolean;
  readonly pause: Pause | null;
  readonly assignee: string | null;
  readonly nextChoice: number;
  readonly unrecorded: readonly Choice[];
  readonly handledBy: string | null;
  /** Update ids are unique within a run only: the latest are kept over runs. */
  readonly handledUpdates: readonly string[];
  readonly unknownSinceMs: number | null;
  readonly timeline: readonly TimelineLine[];
  readonly closed: { readonly reason: CloseReason; readonly atMs: number } | null;
}

export const SCHEMA_VERSION = 1;

export function newCase(account: AccountId, currency: Currency): CaseState {
  return {
    schemaVersion: SCHEMA_VERSION,
    account,
    currency,
    hints: NO_HINTS,
    answeredHints: -1,
    facts: null,
    learntMs: 0,
    policy: null,
    movesMade: 0,
    movesSeen: 0,
    attempts: {},
    told: [],
    announcedMinor: null,
    raised: [],
    gateAnswer: null,
    asks: [],
    references: [],
    debitAnnouncedUntilMs: null,
    holdGivenUp: false,
    waitForClearing: false,
    pause: null,
    assignee: null,
    nextChoice: 1,
    unrecorded: [],
    handledBy: null,
    handledUpdates: [],
    unknownSinceMs: null,
    timeline: [],
    closed: null,
  };
}

/** A hint came while the case closed: what people said stays, all else is read anew. */
export function reopened(state: CaseState): CaseState {
  return {
    ...newCase(state.account, state.currency),
    hints: state.hints,
    answeredHints: state.answeredHints,
    pause: state.pause,
    assignee: state.assignee,
    nextChoice: state.nextChoice,
    unrecorded: state.unrecorded,
    handledUpdates: state.handledUpdates,
    asks: state.asks,
    references: state.references,
  };
}

/** @throws Error for a state of a version that this code does not know. */
export function migrateCase(state: CaseState): CaseState {
  if (state.schemaVersion !== SCHEMA_VERSION) {
    throw new Error(
      `case state of schema version ${String(state.schemaVersion)} was written by a newer Recoup: deploy that version again`,
    );
  }
  return state;
}

/** Closed, and all that people said meanwhile is on the record. */
export const isOver = (state: CaseState): boolean => state.closed !== null && state.unrecorded.length === 0;

export const isPaused = (state: CaseState, nowMs: number): boolean =>
  state.pause !== null && (state.pause.untilMs === null || nowMs < state.pause.untilMs);
