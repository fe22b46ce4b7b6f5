import { type AccountId, disputeWorkflowId } from '../ids';
import { formatMoney } from '../money';
import { assertNever } from '../never';
import type { Alarm } from '../trying';
import { borneMinor, type DisputeFacts } from './facts';
import { tooManySellers, waitsForSellersAnswer } from './answers';
import { inquiryCommand, isOpenInquiry } from './inquiry';
import { maySend, owedBack } from './seller-steps';
import type { DisputePolicy } from './policy';
import type { DisputeState } from './state';
import type { AttentionKind, DisputeAttention } from './steps';
import { targets } from './target';

/** What only a person can settle, as it stands: raised once, and settled by the flow when it no longer holds. */
export function needsPerson(state: DisputeState, nowMs: number): readonly DisputeAttention[] {
  const { look, policy } = state;
  const subject = disputeWorkflowId(state.dispute);
  const hint = `temporal workflow signal --workflow-id ${subject} --name hint`;
  const attention: Make = (kind, object, message, command = hint) => ({
    key: `${subject}:${kind}${object === '' ? '' : `:${object}`}`,
    kind,
    message,
    command,
  });
  const alarms = Object.entries(state.alarms)
    .filter(([, alarm]) => alarm.loudFromMs <= nowMs)
    .map(([step, alarm]) => attention(alarm.kind, step, alarmText(state, step, alarm), alarmCommand(alarm)));
  const gone = state.absent === null ? [] : [absent(state, state.absent, attention)];
  if (look === null || policy === null) return [...gone, ...alarms];
  const { facts } = look;
  const asked = [
    ...unreadable(state, facts, attention),
    ...inquiry(state, facts, attention),
    ...money(state, facts, policy, attention),
  ];
  // What a person has judged is not asked again while it stays the same; what waits for an answer is.
  const open = asked.filter(({ kind, key }) => !JUDGED_ONCE.has(kind) || !facts.judged.includes(key));
  return [...gone, ...open, ...alarms];
}

/** A command of null says that none answers it; the default is a hint. */
type Make = (
  kind: AttentionKind,
  object: string,
  message: string,
  command?: string | null,
) => DisputeAttention;

/** For these settling is the answer: nothing else waits for one. */
const JUDGED_ONCE: ReadonlySet<AttentionKind> = new Set([
  'inquiry',
  'above_cap',
  'unclear_reversal',
  'forgiven_then_won',
  'unknown_status',
]);

function absent(
  state: DisputeState,
  { absent: why, sinceMs }: NonNullable<DisputeState['absent']>,
  make: Make,
): DisputeAttention {
  const since = new Date(sinceMs).toISOString();
  return why === 'missing'
    ? make(
        'missing',
        '',
        `Stripe knows no dispute ${state.dispute} since ${since}: the id is wrong, it belongs to another platform or mode, or it was deleted. Nothing moves for it and its last figures stand; it is looked for every day for a while, then at a hint.`,
      )
    : make(
        'unreachable',
        '',
        `Dispute ${state.dispute} lives on account ${state.account ?? 'unknown'}, which cannot be read since ${since}: it was probably disconnected. The last figures stand and nothing moves; what is open has to be agreed with the seller.`,
      );
}

/** An inquiry moves no money; a refund in full ends it, and only a person makes one. */
function inquiry(state: DisputeState, facts: DisputeFacts, make: Make): readonly DisputeAttention[] {
  if (!isOpenInquiry(facts) || facts.charge === null) return [];
  const due =
    facts.evidenceDueMs === null
      ? ''
      : ` Stripe waits for an answer until ${new Date(facts.evidenceDueMs).toISOString()}.`;
  return [
    make(
      'inquiry',
      '',
      `The buyer's bank asks about ${formatMoney(facts.disputedMinor, facts.disputedCurrency)} of charge ${facts.charge} (dispute ${state.dispute}). Nothing is withdrawn yet. A refund in full ends it without a dispute and its fee; or answer with evidence in Stripe.${due}`,
      inquiryCommand(facts.charge, facts.direct, facts.reason),
    ),
  ];
}

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

function money(
  state: DisputeState,
  facts: DisputeFacts,
  policy: DisputePolicy,
  make: Make,
): readonly DisputeAttention[] {
  const { lines, above } = targets(facts, policy);
  const answer = (choice: string, account: AccountId | null): string =>
    `bin/recoup dispute answer --dispute ${state.dispute}${account === null ? '' : ` --account ${account}`} ${choice} --by YOUR_NAME`;
  const settle = (kind: AttentionKind, object: string): string =>
    `bin/recoup attention settle ${make(kind, object, '').key} --by YOUR_NAME`;
  const found = above.map(({ account, currency, amountMinor }) =>
    make(
      'above_cap',
      `${account}.${amountMinor}`,
      `${formatMoney(amountMinor, currency)} of the dispute lie above what ${account} can bear, because refunds or other disputes of the same charge took it before. It is the platform's, and settling this says so; if the seller shall bear it, answer "--above seller".`,
      answer('--above seller', account),
    ),
  );
  if (facts.sellersAnswer === null && waitsForSellersAnswer(facts, policy)) {
    found.push(
      make(
        'many_sellers',
        '',
        `Dispute ${state.dispute} would take from ${tooManySellers(facts, policy) ?? 0} sellers, above the ${policy.sellersPerDispute} that the policy allows by itself. Nothing is taken until somebody says so; "--sellers leave" makes it the platform's.`,
        answer('--sellers take', null),
      ),
    );
  }
  for (const seller of facts.sellers) {
    const principalMinor = borneMinor(seller.principal);
    if (facts.direct !== null && principalMinor < 0) {
      const object = `${seller.account}.${-principalMinor}`;
      found.push(
        make(
          'forgiven_then_won',
          object,
          `What the dispute took from ${seller.account} had been let go, and now Stripe returned ${formatMoney(-principalMinor, seller.currency)} to the account. Settling this lets the seller keep it; otherwise ask them for it, and settle it then.`,
          settle('forgiven_then_won', object),
        ),
      );
    }
    const goesBack = lines.some((line) => line.account === seller.account && owedBack(seller, line) > 0);
    if (!goesBack) continue;
    if (!maySend(seller)) {
      found.push(
        make(
          'stripe_bears_losses',
          seller.account,
          `Money is to go back to ${seller.account}, whose losses ${seller.losses === 'stripe' ? 'Stripe bears' : 'are borne by nobody known'}: whether Stripe covered a part cannot be seen. Send what the books say, or keep it with "--give-back keep".`,
          answer('--give-back send', seller.account),
        ),
      );
    }
    const elsewhere = seller.beforeGiveBack?.transfersElsewhere ?? [];
    if (elsewhere.length > 0) {
      found.push(
        make(
          'transfer_elsewhere',
          elsewhere.join('.').slice(0, 150),
          `Since the money came back, ${elsewhere.join(', ')} went to ${seller.account} without Recoup. If it returned this dispute's money, nothing more is due. If it did not, settle this attention: then Recoup gives back.`,
          settle('transfer_elsewhere', elsewhere.join('.').slice(0, 150)),
        ),
      );
    }
  }
  return found;
}

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
