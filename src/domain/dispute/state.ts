import type { Clock } from '../clock';
import { NO_HINTS } from '../hints';
import type { AccountId, DisputeId, TransferId } from '../ids';
import type { Part } from '../ledger/books';
import type { Trying } from '../trying';
import type { SaidAnswer } from './answers';
import type { DisputeAbsent, DisputeFacts } from './facts';
import type { DisputePolicy } from './policy';

export const SCHEMA_VERSION = 1;

/** How it ended. Each seller has borne their share, owes it as a claim, or was given back what was theirs. */
export type CloseReason =
  /** No money was withdrawn, or all came back before anything was taken. */
  | 'nothing_to_bear'
  /** All shares are taken. */
  | 'taken'
  /** What could not be taken is owed as claims, which the accounts' cases collect. */
  | 'claimed'
  /** The money came back and the sellers have what was taken of theirs. */
  | 'given_back'
  /** Withdrawn for good, and no seller bears any of it. */
  | 'platform_bears';

export interface RefusedMove {
  readonly account: AccountId;
  readonly part: Part;
  readonly transfer: TransferId | null;
  readonly takenMinor: number;
}

export interface DisputeState extends Trying {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly dispute: DisputeId;
  /** Direct charges: the account on which charge and dispute live. */
  readonly account: AccountId | null;
  readonly clock: Clock;
  /**
   * Sellers for whom this flow has moved or booked since its last look: their figures are used up, those of the
   * others are not.
   */
  readonly touched: readonly AccountId[];
  readonly look: {
    readonly facts: DisputeFacts;
    readonly answers: number;
    readonly changes: number;
    /** When its answer was learnt: a slow look must not be old when it arrives. */
    readonly endedMs: number;
  } | null;
  readonly policy: DisputePolicy | null;
  /** Since when Stripe does not show the dispute (clock, epoch ms). */
  readonly absent: (DisputeAbsent & { readonly sinceMs: number }) | null;
  /** What people have answered and the store has yet to keep. */
  readonly answers: readonly SaidAnswer[];
  /** Refused moves that have yet to become claims (R14). */
  readonly refused: readonly RefusedMove[];
  /** Rungs that this run has told; the store refuses a repetition by an earlier one. */
  readonly told: readonly string[];
  /** Keys of attention that this run has raised and not settled. */
  readonly raised: readonly string[];
  readonly closed: { readonly reason: CloseReason; readonly atMs: number } | null;
}

export function openDispute(dispute: DisputeId, account: AccountId | null, clock: Clock): DisputeState {
  return {
    schemaVersion: SCHEMA_VERSION,
    dispute,
    account,
    clock,
    hints: NO_HINTS,
    changes: 0,
    touched: [],
    look: null,
    policy: null,
    absent: null,
    answers: [],
    refused: [],
    attempts: {},
    held: {},
    alarms: {},
    told: [],
    raised: [],
    closed: null,
    timeline: [],
  };
}

/** A hint came after the close: everything is read again; only the hint count and the timeline are kept. */
export function reopenDispute(state: DisputeState): DisputeState {
  return {
    ...openDispute(state.dispute, state.account, state.clock),
    hints: state.hints,
    timeline: state.timeline,
  };
}

/** @throws Error for a state of a version that this code does not know. */
export function migrateDispute(state: DisputeState): DisputeState {
  if (state.schemaVersion !== SCHEMA_VERSION) {
    throw new Error(
      `dispute state of schema version ${String(state.schemaVersion)} was written by a newer Recoup: deploy that version again`,
    );
  }
  return state;
}

/** Hints that no look has answered yet. */
export const hasUnansweredHints = (state: DisputeState): boolean =>
  state.look === null || state.hints.counted > state.look.answers;

/** Nothing has come otherwise than the look had it. */
export const isFresh = (state: DisputeState): boolean =>
  state.look !== null && state.look.changes === state.changes;

/** What the look found of this account still stands. */
export const isUntouched = (state: DisputeState, account: AccountId): boolean =>
  isFresh(state) && !state.touched.includes(account);
