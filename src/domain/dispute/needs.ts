import { assertNever } from '../never';
import type { Alarm } from '../trying';
import { needsOfDispute } from './make-need';
import { absentNeed, inquiryNeeds, unreadableNeeds } from './needs-at-stripe';
import { moneyNeeds } from './needs-money';
import type { DisputeState } from './state';
import type { AttentionKind, DisputeAttention } from './steps';

/** What only a person can settle, as it stands: raised once, and settled by the flow when it no longer holds. */
export function needsPerson(state: DisputeState, nowMs: number): readonly DisputeAttention[] {
  const { look, policy } = state;
  const attention = needsOfDispute(state.dispute);
  const alarms = Object.entries(state.alarms)
    .filter(([, alarm]) => alarm.loudFromMs <= nowMs)
    .map(([step, alarm]) => attention(alarm.kind, step, alarmText(state, step, alarm), alarmCommand(alarm)));
  const gone = state.absent === null ? [] : [absentNeed(state, state.absent, attention)];
  if (look === null || policy === null) return [...gone, ...alarms];
  const { facts } = look;
  const asked = [
    ...unreadableNeeds(state, facts, attention),
    ...inquiryNeeds(state, facts, attention),
    ...moneyNeeds(state, facts, policy, attention),
  ];
  // What a person has judged is not asked again while it stays the same; what waits for an answer is.
  const open = asked.filter(({ kind, key }) => !JUDGED_ONCE.has(kind) || !facts.judged.includes(key));
  return [...gone, ...open, ...alarms];
}

/** For these settling is the answer: nothing else waits for one. */
const JUDGED_ONCE: ReadonlySet<AttentionKind> = new Set([
  'inquiry',
  'above_cap',
  'unclear_reversal',
  'forgiven_then_won',
  'unknown_status',
]);

function alarmCommand({ kind }: Alarm): string | null | undefined {
  if (kind === 'held_for_a_person') return 'bin/recoup approvals list';
  return kind === 'outcome_unknown' || kind === 'unavailable' ? null : undefined;
}

function alarmText(state: DisputeState, step: string, alarm: Alarm): string {
  const since = new Date(alarm.sinceMs).toISOString();
  switch (alarm.kind) {
    case 'give_back_late':
      return `What is due to the seller (${step}) could not be sent since ${since}: Stripe answers ${alarm.detail}. Top up the platform's balance, or see what the account lacks; it is tried again every day for a while, then at the next hint.`;
    case 'held_for_a_person':
      return `${step} is held since ${since}: ${alarm.detail}. Answer the approval, or change what stands in the way; it is decided afresh then.`;
    case 'outcome_unknown':
      return `What became of a move of dispute ${state.dispute} is not known since ${since} (${alarm.detail}). Look for its key in the metadata at Stripe; no other money moves for this dispute until it is known.`;
    case 'unavailable':
      return `${step} could not be done since ${since}: Stripe or the store could not be reached. It is tried again; see that both are up.`;
    default:
      return assertNever(alarm.kind);
  }
}
