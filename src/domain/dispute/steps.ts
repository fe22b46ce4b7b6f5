import type { AccountId, ChargeId, ClaimId, DisputeId, TransferId } from '../ids';
import type { ClaimForm, Part } from '../ledger/books';
import type { AccountDebitMove, GiveBackMove, Move, MoveOutcome, ReversalMove } from '../moves';
import type { Currency } from '../money';
import { assertNever } from '../never';
import type { SaidAnswer } from './answers';
import type { DisputeAbsent, DisputeFacts } from './facts';
import type { CloseReason } from './state';
import type { Line } from './target';

interface NoticeFigures {
  readonly dispute: DisputeId;
  readonly charge: ChargeId | null;
  readonly reason: string | null;
  readonly currency: Currency;
  /** Minor units of `currency`: what is disputed, taken or given back. */
  readonly amountMinor: number;
}

/** What is said to whom: unique in the store by rung and audience. Ids and amounts; personal data comes at sending. */
export type DisputeNotice = { readonly rung: string } & (
  | {
      readonly template: 'disputeCreated';
      readonly account: AccountId;
      readonly params: NoticeFigures & {
        readonly inquiry: boolean;
        readonly evidenceDueMs: number | null;
      };
    }
  | {
      readonly template: 'disputeTaken' | 'disputeGivenBack';
      readonly account: AccountId;
      /** What the seller bears after it: the next notice tells the difference to this. */
      readonly bears: { readonly principalMinor: number; readonly feeMinor: number };
      readonly params: NoticeFigures & { readonly feeMinor: number; readonly rapid: boolean };
    }
  | {
      readonly template: 'evidenceDue' | 'evidencePassed';
      readonly account: null;
      /** Each reminder is louder than the one before. */
      readonly level: number;
      readonly params: NoticeFigures & { readonly evidenceDueMs: number; readonly staged: boolean };
    }
);

/** Something only a person can settle. The key is unique while it is open. */
export interface DisputeAttention {
  readonly key: string;
  readonly kind: AttentionKind;
  /** What happened, the likely cause, the next step. */
  readonly message: string;
  /** The exact command that answers it, where one does. */
  readonly command: string | null;
}

export type AttentionKind =
  | 'inquiry'
  | 'many_sellers'
  | 'missing'
  | 'unreachable'
  | 'unknown_status'
  | 'whose_share'
  | 'exchange_rate'
  | 'above_cap'
  | 'unclear_reversal'
  | 'transfer_elsewhere'
  | 'stripe_bears_losses'
  | 'forgiven_then_won'
  | 'give_back_late'
  | 'held_for_a_person'
  | 'outcome_unknown'
  | 'unavailable';

/** Books-only steps name what they saw: the store refuses them where it no longer holds, and a look follows. */
export interface SeenPart {
  readonly takenMinor: number;
  readonly openClaimsMinor: number;
  readonly writtenOffMinor: number;
}

export type DisputeStep =
  | { readonly kind: 'look' }
  | { readonly kind: 'takeFee'; readonly move: AccountDebitMove; readonly line: Line }
  | { readonly kind: 'reverse'; readonly move: ReversalMove; readonly line: Line }
  | { readonly kind: 'giveBack'; readonly move: GiveBackMove; readonly line: Line }
  /** The same move again, to learn what became of it. */
  | { readonly kind: 'settleMove'; readonly move: Move }
  | {
      readonly kind: 'openClaim';
      readonly form: Extract<ClaimForm, 'fee' | 'reversal' | 'rest'>;
      readonly account: AccountId;
      readonly part: Part;
      readonly amountMinor: number;
      readonly currency: Currency;
      readonly transfer: TransferId | null;
      readonly seen: SeenPart;
      readonly sinceMs: number;
    }
  | {
      readonly kind: 'releaseClaims';
      readonly account: AccountId;
      readonly part: Part;
      readonly releases: readonly { readonly claimId: ClaimId; readonly amountMinor: number }[];
      readonly seen: SeenPart;
    }
  | {
      readonly kind: 'setOff';
      readonly account: AccountId;
      readonly part: Part;
      readonly currency: Currency;
      readonly claimId: ClaimId;
      readonly amountMinor: number;
      readonly seen: SeenPart;
    }
  /** Steps for different accounts, which one look allows: made one after the other, by one activity. */
  | { readonly kind: 'together'; readonly steps: readonly SellerStep[] }
  | { readonly kind: 'recordAnswer'; readonly answer: SaidAnswer }
  | { readonly kind: 'tell'; readonly notices: readonly DisputeNotice[] }
  | {
      readonly kind: 'attend';
      readonly raise: readonly DisputeAttention[];
      readonly settle: readonly string[];
    }
  | { readonly kind: 'close'; readonly reason: CloseReason }
  | { readonly kind: 'wait'; readonly untilMs: number | null; readonly why: string };

export const isSellerStep = (step: DisputeStep): step is SellerStep => SELLER_STEPS.has(step.kind);

const SELLER_STEPS: ReadonlySet<string> = new Set<SellerStep['kind']>([
  'takeFee',
  'reverse',
  'giveBack',
  'openClaim',
  'releaseClaims',
  'setOff',
]);

/** The account whose figures the step rests on; null where it concerns no seller, or the dispute as a whole. */
export const accountOf = (step: SellerStep): AccountId => ('move' in step ? step.move.account : step.account);

export type DisputeAction = Exclude<DisputeStep, { kind: 'wait' }>;

export type MoveStep = Extract<DisputeStep, { kind: 'takeFee' | 'reverse' | 'giveBack' | 'settleMove' }>;
/** What concerns one seller alone. */
export type SellerStep = Exclude<MoveStep, { kind: 'settleMove' }> | BooksStep;
export type BooksStep = Extract<DisputeStep, { kind: 'openClaim' | 'releaseClaims' | 'setOff' }>;

export type DisputeEvent =
  /** `upTo` null: sent by hand, always counts. */
  | { readonly kind: 'hinted'; readonly upTo: number | null }
  /** `answers` and `changes` are the counts before the look began: what came meanwhile is not answered by it. */
  | {
      readonly kind: 'looked';
      readonly facts: DisputeFacts;
      readonly answers: number;
      readonly changes: number;
      readonly endedMs: number;
    }
  | { readonly kind: 'absent'; readonly absent: DisputeAbsent['absent']; readonly atMs: number }
  /** A person said so; `answer.id` tells a repeated message. */
  | { readonly kind: 'answered'; readonly answer: SaidAnswer }
  | { readonly kind: 'answerRecorded'; readonly answer: SaidAnswer; readonly atMs: number }
  /** One after the other, as they came: the last may be the one at which it stopped. */
  | { readonly kind: 'together'; readonly events: readonly DisputeEvent[] }
  | {
      readonly kind: 'moveAnswered';
      readonly move: Move;
      readonly settling: boolean;
      readonly outcome: MoveOutcome;
      readonly atMs: number;
    }
  /** `stale`: the books were not as the step had seen them, and nothing was booked. */
  | {
      readonly kind: 'booked';
      readonly step: BooksStep;
      readonly answer: 'done' | 'stale';
      readonly atMs: number;
    }
  | { readonly kind: 'told'; readonly rungs: readonly string[]; readonly atMs: number }
  | {
      readonly kind: 'attended';
      readonly raised: readonly string[];
      readonly settled: readonly string[];
      readonly atMs: number;
    }
  | { readonly kind: 'closed'; readonly reason: CloseReason; readonly atMs: number }
  | { readonly kind: 'unavailable'; readonly step: string; readonly atMs: number };

/** How a move is remembered among the attempts: by what it does and for whom, never by its amount. */
export function moveName(move: Move): string {
  switch (move.kind) {
    case 'account_debit':
      return `takeFee:${move.account}`;
    case 'reversal':
      return `reverse:${move.transfer}`;
    case 'give_back':
    case 'credit':
    case 'credit_reversal':
      return `giveBack:${move.account}:${move.part}`;
    case 'refund':
      return 'refund';
    case 'earnings':
    case 'payout':
      return move.kind;
    default:
      return assertNever(move);
  }
}

/** Names a step for its attempts: one-off steps for different sellers are counted apart, those made together too. */
export function stepName(step: DisputeAction): string {
  switch (step.kind) {
    case 'takeFee':
    case 'reverse':
    case 'giveBack':
      return moveName(step.move);
    case 'openClaim':
    case 'releaseClaims':
    case 'setOff':
      return `${step.kind}:${step.account}:${step.part}`;
    case 'together':
      return step.steps.map(stepName).join(',');
    case 'recordAnswer':
    case 'settleMove':
    case 'look':
    case 'tell':
    case 'attend':
    case 'close':
      return step.kind;
    default:
      return assertNever(step);
  }
}
