import { disputeWorkflowId } from '../ids';
import { formatMoney } from '../money';
import { assertNever } from '../never';
import type { Alarm } from '../trying';
import { borneMinor, type DisputeFacts } from './facts';
import { owedBack } from './seller-steps';
import type { DisputePolicy } from './policy';
import type { DisputeState } from './state';
import type { AttentionKind, DisputeAttention } from './steps';
import { targets } from './target';

/** What only a person can settle, as it stands: raised once, and settled by the flow when it no longer holds. */
export function needsPerson(state: DisputeState, nowMs: number): readonly DisputeAttention[] {
  const { look, policy } = state;
  const attention = (kind: AttentionKind, object: string, message: string): DisputeAttention => ({
    key: `${disputeWorkflowId(state.dispute)}:${kind}${object === '' ? '' : `:${object}`}`,
    kind,
    message,
  });
  const alarms = Object.entries(state.alarms)
    .filter(([, alarm]) => alarm.loudFromMs <= nowMs)
    .map(([step, alarm]) => attention(alarm.kind, step, alarmText(state, step, alarm)));
  if (look === null || policy === null) return alarms;
  return [...unreadable(state, look.facts, attention), ...money(look.facts, policy, attention), ...alarms];
}

type Make = (kind: AttentionKind, object: string, message: string) => DisputeAttention;

function unreadable(state: DisputeState, facts: DisputeFacts, make: Make): readonly DisputeAttention[] {
  const found: DisputeAttention[] = [];
  const { withdrawn } = facts;
  if (facts.status === 'unknown') {
    found.push(
      make(
        'unknown_status',
        facts.statusWord.replace(/\W/g, '_').slice(0, 60),
        `Stripe says dispute ${state.dispute} is "${facts.statusWord.slice(0, 60)}", a word that this version does not know. Money goes on following the balance transactions; look at the dispute in Stripe, and update Recoup.`,
      ),
    );
  }
  if (withdrawn === 'no_exchange_rate' || withdrawn === 'fee_in_two_currencies') {
    found.push(
      make(
        'exchange_rate',
        '',
        withdrawn === 'no_exchange_rate'
          ? `Dispute ${state.dispute} was withdrawn in another currency than its charge, and Stripe shows no rate for it. Nothing moves; work out by hand what the sellers bear.`
          : `Fees of dispute ${state.dispute} came in two currencies, which are never added up. Nothing moves; recover them by hand.`,
      ),
    );
  } else if (facts.attribution === 'unknown' && (withdrawn.principalMinor > 0 || withdrawn.feeMinor > 0)) {
    found.push(
      make(
        'whose_share',
        '',
        `It cannot be told which sellers' sale dispute ${state.dispute} is: its charge has no transfer, none names it as its source, and its transfer group has others. Name the transfers in the charge's metadata as recoup_transfers ("tr_1,tr_2", or "none" where it is the platform's own), then send the flow a hint.`,
      ),
    );
  }
  if (facts.unclearReversals.length > 0) {
    found.push(
      make(
        'unclear_reversal',
        facts.unclearReversals.join('.').slice(0, 150),
        `Reversals ${facts.unclearReversals.join(', ')} were made elsewhere while several disputes of the charge were open: it cannot be told which they belong to. They count for none; check that nothing is taken twice.`,
      ),
    );
  }
  return found;
}

function money(facts: DisputeFacts, policy: DisputePolicy, make: Make): readonly DisputeAttention[] {
  const { lines, above } = targets(facts, policy);
  const found = above.map(({ account, currency, amountMinor }) =>
    make(
      'above_cap',
      `${account}.${amountMinor}`,
      `${formatMoney(amountMinor, currency)} of the dispute lie above what ${account} can bear, because refunds or other disputes of the same charge took it before. It is the platform's; open a claim by hand if the seller shall bear it.`,
    ),
  );
  for (const seller of facts.sellers) {
    if (facts.direct !== null && borneMinor(seller.principal) < 0) {
      found.push(
        make(
          'forgiven_then_won',
          seller.account,
          `What the dispute took from ${seller.account} had been let go, and now Stripe returned it to the account. Decide whether the seller keeps it.`,
        ),
      );
    }
    const goesBack = lines.some((line) => line.account === seller.account && owedBack(seller, line) > 0);
    if (!goesBack) continue;
    if (seller.losses !== 'platform') {
      found.push(
        make(
          'stripe_bears_losses',
          seller.account,
          `Money is to go back to ${seller.account}, whose losses ${seller.losses === 'stripe' ? 'Stripe bears' : 'are borne by nobody known'}: whether Stripe covered a part cannot be seen. Work it out and send it by hand.`,
        ),
      );
    }
    const elsewhere = seller.beforeGiveBack?.transfersElsewhere ?? [];
    if (elsewhere.length > 0) {
      found.push(
        make(
          'transfer_elsewhere',
          elsewhere.join('.').slice(0, 150),
          `Since the money came back, ${elsewhere.join(', ')} went to ${seller.account} without Recoup. If it returned this dispute's money, nothing more is due. If it did not, settle this attention and send the flow a hint: then Recoup gives back.`,
        ),
      );
    }
  }
  return found;
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
