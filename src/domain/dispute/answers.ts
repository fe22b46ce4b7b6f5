import type { AccountId } from '../ids';
import type { DisputeFacts, SellerFacts } from './facts';
import type { DisputePolicy } from './policy';
import type { DisputeState } from './state';
import { targets } from './target';

/**
 * What only a person can decide about a dispute, and how it may be decided. `giveBack`: money is due to an account
 * whose losses Stripe bears, or nobody known (send it, or keep it). `above`: what lies above the cap of R5 is borne by
 * the seller, or by the platform. `sellers`: more sellers would be taken from than the policy allows by itself.
 */
export type Answer =
  | { readonly question: 'giveBack'; readonly account: AccountId; readonly answer: 'send' | 'keep' }
  | { readonly question: 'above'; readonly account: AccountId; readonly answer: 'seller' | 'platform' }
  | { readonly question: 'sellers'; readonly account: null; readonly answer: 'take' | 'leave' };

export type Question = Answer['question'];

export const CHOICES: { readonly [Q in Question]: readonly string[] } = {
  giveBack: ['send', 'keep'],
  above: ['seller', 'platform'],
  sellers: ['take', 'leave'],
};

/** An answer with who gave it. `id` is the update's: the same message again is the same answer. */
export type SaidAnswer = Answer & { readonly by: string; readonly reason: string; readonly id: string };

/** As it comes from outside. */
export interface AnswerMessage {
  readonly by: string;
  readonly question: Question;
  readonly account: string | null;
  readonly answer: string;
  readonly reason: string;
}

const LONGEST_TEXT = 500;
const KEYS = ['by', 'question', 'account', 'answer', 'reason'];
const SHAPE =
  '{"by": "who", "question": "giveBack | above | sellers", "account": "acct_… or null", "answer": "…", "reason": "why"}';

/** The problem with an answer in this state, as one sentence, or null. Never throws; only reads. */
export function whyNotAnswer(state: DisputeState, value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `the input must be one object: ${SHAPE}`;
  const message = value as { readonly [key: string]: unknown };
  const unknownKey = Object.keys(message).find((key) => !KEYS.includes(key));
  if (unknownKey !== undefined) return `"${unknownKey}" is not known: use ${KEYS.join(', ')}`;
  for (const key of ['by', 'reason']) {
    const text = message[key];
    if (typeof text !== 'string' || text.trim() === '')
      return `${key} is missing: say ${key === 'by' ? 'who decides' : 'why'}`;
    if (text.length > LONGEST_TEXT) return `${key} is longer than ${LONGEST_TEXT} characters`;
  }
  const { question, answer, account } = message;
  if (question !== 'giveBack' && question !== 'above' && question !== 'sellers') {
    return `question ${JSON.stringify(question ?? null)} is not known: use giveBack, above or sellers`;
  }
  if (!CHOICES[question].some((choice) => choice === answer)) {
    return `answer ${JSON.stringify(answer ?? null)} does not fit ${question}: use ${CHOICES[question].join(' or ')}`;
  }
  return whyNotAsked(state, question, account ?? null);
}

function whyNotAsked(state: DisputeState, question: Question, account: unknown): string | null {
  const { look, policy } = state;
  // A flow that begins for an answer has not looked yet: it is kept, and counts where it is asked.
  if (look === null || policy === null) return null;
  if (question === 'sellers') {
    if (account !== null) return 'sellers is asked of the dispute as a whole: leave the account out';
    return tooManySellers(look.facts, policy) === null
      ? 'this dispute takes from no more sellers than the policy allows: nothing is asked'
      : null;
  }
  const seller = look.facts.sellers.find((one) => one.account === account);
  if (seller === undefined) {
    const names = look.facts.sellers.map((one) => one.account).slice(0, 20);
    return `account ${JSON.stringify(account)} is no seller of this dispute: name one of ${names.join(', ') || 'none'}`;
  }
  return isAsked(look.facts, policy, seller, question)
    ? null
    : `nothing is asked about ${seller.account} and ${question}: see what needs a person on the dispute's page`;
}

/** Open, or answered before and so free to be answered differently. */
function isAsked(
  facts: DisputeFacts,
  policy: DisputePolicy,
  seller: SellerFacts,
  question: 'giveBack' | 'above',
): boolean {
  if (seller.answers[question] !== null) return true;
  if (question === 'giveBack') return seller.losses !== 'platform';
  return targets(facts, policy).above.some(({ account }) => account === seller.account);
}

/** Only for a message that `whyNotAnswer` let pass. */
export function readAnswer(message: AnswerMessage, id: string): SaidAnswer {
  const { by, reason, question, account, answer } = message;
  return { by, reason, id, question, account, answer } as SaidAnswer;
}

/** How many sellers would bear a part, where that is more than the policy takes from by itself; else null. */
export function tooManySellers(facts: DisputeFacts, policy: DisputePolicy): number | null {
  const bearing = new Set(
    targets(facts, policy)
      .lines.filter((line) => line.targetMinor > 0)
      .map((line) => line.account),
  );
  return bearing.size > policy.sellersPerDispute ? bearing.size : null;
}

/** Nothing is taken from anybody until a person has said so. */
export const waitsForSellersAnswer = (facts: DisputeFacts, policy: DisputePolicy): boolean =>
  facts.sellersAnswer !== 'take' && tooManySellers(facts, policy) !== null;
