import type { CauseId, ClaimId } from '../ids';
import type { Currency } from '../money';

/** What moves money or lets it go: done only for a named person, by a command or an update, never by a signal. */
export const ASK_OUTCOMES = ['forgive', 'advance', 'paidOutside', 'writeOffClaim'] as const;
export type AskOutcome = (typeof ASK_OUTCOMES)[number];

/** Something that a person wants done and that is not done yet. */
export interface Ask {
  /** The id of the update that asked: it names the cause in the key of what moves, so that it moves once. */
  readonly id: string;
  readonly by: string;
  readonly outcome: AskOutcome;
  /** Minor units; null: all that is below zero. */
  readonly amountMinor: number | null;
  /** `paidOutside`: what names the payment at the bank. */
  readonly reference: string | null;
  /** `writeOffClaim`: the claim; null: every open one. */
  readonly claim: ClaimId | null;
  /** Clock instant at which it was asked. */
  readonly atMs: number;
  /** What it waits for, in a few words; null before the first try. */
  readonly waits: string | null;
}

/** What became of one try. */
export type AnswerOutcome =
  | {
      readonly kind: 'done';
      /** Sent to the account, less what was taken back at once because it was not needed any more. */
      readonly creditedMinor: number;
      /** Claims paid without a move, or let go. */
      readonly claimsMinor: number;
      /** `paidOutside`: what nothing was owed for. */
      readonly restMinor: number;
    }
  /** Not now: an approval, a bank debit, a shut door. A hint opens it again. */
  | { readonly kind: 'waits'; readonly why: string }
  /** Stripe said no: it is tried again, and a person hears of it. */
  | { readonly kind: 'refused'; readonly code: string }
  /** A second person said no: that is the end of it. */
  | { readonly kind: 'declined' }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'unknown' };

/** Whether it sends money to the account, for which no bank debit may be under way (worked rule R18). */
export const isCredit = (ask: Pick<Ask, 'outcome'>): boolean => ask.outcome !== 'writeOffClaim';

/** Whether it would end the shortfall, and with it the question that the gate asks. */
export const endsShortfall = (ask: Pick<Ask, 'outcome'>): boolean =>
  ask.outcome === 'forgive' || ask.outcome === 'advance';

/** Ids of updates come from people and from Temporal's page; these fit into keys and cause ids. */
export const UPDATE_ID = /^[A-Za-z0-9_.-]{1,64}$/;

/** The cause under which an ask moves money. The currency keeps two cases of one account apart. */
export const askCause = (ask: Pick<Ask, 'id' | 'outcome'>, code: Currency): CauseId =>
  `answer.${ask.outcome}.${ask.id}.${code}` as CauseId;
