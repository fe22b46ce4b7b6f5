import type { Clock } from '../clock';
import { NO_HINTS } from '../hints';
import type { AccountId, RefundSubject, TransferId } from '../ids';
import type { Trying } from '../trying';
import type { RefundFacts } from './facts';
import type { RefundPolicy } from './policy';

export const SCHEMA_VERSION = 1;

/** How it ended. Each seller bears their part, owes it as a claim, or has it back. */
export type CloseReason =
  /** What was asked for cannot be done, or was declined; or Stripe has nothing by that id. */
  | 'not_made'
  | 'taken'
  /** What could not be taken is owed as claims, which the accounts' cases collect. */
  | 'claimed'
  /** The refund came back, and the sellers have what was taken of theirs. */
  | 'given_back'
  /** It stands, and no seller bears any of it. */
  | 'platform_bears'
  /** The refund came back, or the payment stands, and nothing was taken. */
  | 'nothing_to_bear';

export interface RefundState extends Trying {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly subject: RefundSubject;
  /** Direct charges: the account on which charge and refund live. */
  readonly account: AccountId | null;
  readonly clock: Clock;
  readonly look: {
    readonly facts: RefundFacts;
    readonly answers: number;
    readonly changes: number;
    /** When its answer was learnt: a slow look must not be old when it arrives. */
    readonly endedMs: number;
  } | null;
  readonly policy: RefundPolicy | null;
  /** A refused reversal that has yet to become a claim (R14). */
  readonly refused: {
    readonly account: AccountId;
    readonly transfer: TransferId;
    readonly takenMinor: number;
  } | null;
  /** Rungs that this run has told; the store refuses a repetition by an earlier one. */
  readonly told: readonly string[];
  /** Keys of attention that this run has raised and not settled. */
  readonly raised: readonly string[];
  readonly closed: { readonly reason: CloseReason; readonly atMs: number } | null;
}

export function openRefund(subject: RefundSubject, account: AccountId | null, clock: Clock): RefundState {
  return {
    schemaVersion: SCHEMA_VERSION,
    subject,
    account,
    clock,
    hints: NO_HINTS,
    changes: 0,
    look: null,
    policy: null,
    refused: null,
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
export function reopenRefund(state: RefundState): RefundState {
  const { subject, account, clock, hints, timeline } = state;
  return { ...openRefund(subject, account, clock), hints, timeline };
}

/** @throws Error for a state of a version that this code does not know. */
export function migrateRefund(state: RefundState): RefundState {
  if (state.schemaVersion !== SCHEMA_VERSION) {
    throw new Error(
      `refund state of schema version ${String(state.schemaVersion)} was written by a newer Recoup: deploy that version again`,
    );
  }
  return state;
}

/** Hints that no look has answered yet. */
export const hasUnansweredHints = (state: RefundState): boolean =>
  state.look === null || state.hints.counted > state.look.answers;

/** The look began after the flow's last move and after its last change of the books. */
export const isFresh = (state: RefundState): boolean =>
  state.look !== null && state.look.changes === state.changes;
