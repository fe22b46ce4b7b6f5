import { formatMoney } from '../money';
import { assertNever } from '../never';
import type { Alarm } from '../trying';
import type { RefundFacts } from './facts';
import type { NotMade } from './plan';
import type { RefundState } from './state';

/** Why a request is not made, and what to do about it: the end of a sentence. */
export function whyText(why: NotMade, { asked, charge }: RefundFacts): string {
  const left = charge === null ? 0 : charge.capturedMinor - charge.refundedMinor;
  switch (why) {
    case 'no_such_charge':
      return 'Stripe knows no such charge. For a direct charge name its account; then ask again.';
    case 'not_paid':
      return 'the charge did not succeed, or was not captured. Nothing was taken from the customer.';
    case 'other_currency':
      return `the charge is in ${charge?.currency ?? 'another currency'}, not ${asked?.currency ?? 'that'}. Ask again with an amount in its currency.`;
    case 'nothing_left':
      return 'the whole charge is refunded already.';
    case 'more_than_left':
      return `only ${charge === null ? 'less' : formatMoney(left, charge.currency)} of the charge is left. Ask again for that much.`;
    case 'charged_back':
      return 'a dispute took the money: the customer has it back from their bank.';
    case 'declined':
      return 'it needed a second person, who declined it.';
    case 'refused_by_stripe':
      return `Stripe refused it with ${asked?.refusedWith ?? 'an error'}. See the charge in Stripe, and ask again.`;
    case 'over':
      return 'it was given up before. Ask again with a new request.';
    default:
      return assertNever(why);
  }
}

export function alarmCommand({ kind }: Alarm): string | null {
  return kind === 'held_for_a_person' ? 'bin/recoup approvals list' : null;
}

/** What keeps failing, since when, and what mends it. */
export function alarmText(state: RefundState, step: string, alarm: Alarm): string {
  const since = new Date(alarm.sinceMs).toISOString();
  switch (alarm.kind) {
    case 'give_back_late':
      return step === 'refund'
        ? `Refund ${state.subject} could not be made since ${since}: Stripe answers ${alarm.detail}. Top up the platform's balance, or see what forbids it; it is tried again every day for a while, then at the next hint.`
        : `What is due to the seller (${step}) could not be sent since ${since}: Stripe answers ${alarm.detail}. Top up the platform's balance, or see what the account lacks; it is tried again every day for a while, then at the next hint.`;
    case 'held_for_a_person':
      return `${step} is held since ${since}: ${alarm.detail}. Answer the approval, or change what stands in the way; it is decided afresh then.`;
    case 'outcome_unknown':
      return `What became of a move of ${state.subject} is not known since ${since} (${alarm.detail}). Look for its key in the metadata at Stripe; no other money moves for it until it is known.`;
    case 'unavailable':
      return `${step} could not be done since ${since}: Stripe or the store could not be reached. It is tried again; see that both are up.`;
    default:
      return assertNever(alarm.kind);
  }
}
