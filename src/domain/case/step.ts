import type { Audience } from '../policy/policy';
import type { AnswerOutcome, Ask } from './asks';
import type { CaseFacts, ClaimFact } from './facts';
import type { Choice, NewChoice } from './people';
import type { CaseAttention, CloseReason } from './state';
import type { MoveOutcome } from '../moves';

export type CaseStep =
  | { readonly kind: 'look' }
  /** What a person said, with what it settles or raises: one activity for both. */
  | { readonly kind: 'record'; readonly choice: Choice; readonly attend: Attendance }
  | ({ readonly kind: 'attend' } & Attendance)
  | { readonly kind: 'hold'; readonly reasons: readonly string[] }
  | { readonly kind: 'collect'; readonly claim: ClaimFact; readonly amountMinor: number }
  /** What a person asked for. */
  | { readonly kind: 'answer'; readonly ask: Ask }
  /** Stripe's limit on holding payouts has come. */
  | { readonly kind: 'releaseHold' }
  | { readonly kind: 'enableDebit' }
  | {
      readonly kind: 'tell';
      readonly rung: string;
      readonly day: number | null;
      readonly audiences: readonly Audience[];
      /** Earlier rungs that fell due meanwhile and are not said any more. */
      readonly collapsed: readonly string[];
      readonly about: TellAbout | null;
      /** What needs a person changes with it: one activity speaks to everybody. */
      readonly attend: Attendance;
    }
  | { readonly kind: 'close'; readonly reason: CloseReason }
  | { readonly kind: 'wait'; readonly untilMs: number | null; readonly why: string };

/** What needs a person from now on, and what does not any more. */
export interface Attendance {
  readonly raise: readonly CaseAttention[];
  readonly settle: readonly CaseAttention[];
}

/** The one object that a notice is about, where it is not the whole case. */
export type TellAbout =
  | {
      readonly kind: 'returnedDebit';
      readonly failureCode: string | null;
      readonly amountMinor: number;
      /** How many debits of this case have come back so far. */
      readonly returned: number;
    }
  | { readonly kind: 'cleared'; readonly collectionTransfer: string; readonly amountMinor: number }
  | { readonly kind: 'debitExpected'; readonly amountMinor: number; readonly onMs: number }
  | { readonly kind: 'holdLimit'; readonly endsMs: number };

export type CaseAction = Exclude<CaseStep, { kind: 'wait' }>;

/** A switch at Stripe that moves no money: payout schedule, debit setting. */
export type SwitchOutcome =
  | { readonly kind: 'switched' }
  | { readonly kind: 'held'; readonly why: 'observe' | 'frozen' }
  | { readonly kind: 'refused'; readonly code: string };

export type CaseEvent =
  | { readonly kind: 'hinted'; readonly upTo: number | null; readonly atMs: number }
  | {
      readonly kind: 'looked';
      readonly facts: CaseFacts;
      readonly hints: number;
      readonly moves: number;
      readonly endedMs: number;
    }
  | { readonly kind: 'recorded'; readonly choice: Choice; readonly attend: Attendance; readonly atMs: number }
  | {
      readonly kind: 'attended';
      readonly attend: Attendance;
      readonly atMs: number;
    }
  | { readonly kind: 'heldPayouts'; readonly outcome: SwitchOutcome; readonly atMs: number }
  | { readonly kind: 'releasedHold'; readonly outcome: SwitchOutcome; readonly atMs: number }
  | {
      readonly kind: 'answered';
      readonly ask: Ask;
      readonly outcome: AnswerOutcome;
      readonly atMs: number;
    }
  | { readonly kind: 'debitSwitched'; readonly outcome: SwitchOutcome; readonly atMs: number }
  | {
      readonly kind: 'collected';
      readonly claim: ClaimFact;
      readonly outcome: MoveOutcome;
      readonly atMs: number;
    }
  | {
      readonly kind: 'told';
      readonly rung: string;
      readonly collapsed: readonly string[];
      readonly owedMinor: number;
      readonly toSeller: boolean;
      readonly attend: Attendance;
      readonly atMs: number;
    }
  | { readonly kind: 'closed'; readonly reason: CloseReason; readonly atMs: number }
  | { readonly kind: 'unavailable'; readonly step: string; readonly atMs: number }
  | {
      readonly kind: 'said';
      readonly choice: NewChoice;
      readonly updateId: string | null;
      readonly atMs: number;
    };

/** Names a step for its attempts: one-off steps of different objects are counted apart. */
export function stepName(step: CaseAction): string {
  switch (step.kind) {
    case 'look':
    case 'hold':
    case 'releaseHold':
    case 'enableDebit':
    case 'attend':
    case 'close':
      return step.kind;
    case 'record':
      return `record:${step.choice.id}`;
    case 'collect':
      return `collect:${step.claim.claimId}`;
    case 'answer':
      return answerStep(step.ask);
    case 'tell':
      return `tell:${step.rung}`;
  }
}

export const answerStep = (ask: Pick<Ask, 'id'>): string => `answer:${ask.id}`;
