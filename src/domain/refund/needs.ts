import { maySend, owedBack } from '../dispute/seller-steps';
import { refundWorkflowId } from '../ids';
import { formatMoney } from '../money';
import type { MadeFact, RefundFacts } from './facts';
import { isDeclined } from './money-steps';
import { alarmCommand, alarmText, whyText } from './needs-words';
import { isMissing, planRefund } from './plan';
import type { RefundPolicy } from './policy';
import type { RefundState } from './state';
import type { RefundAttention, RefundAttentionKind } from './steps';
import { refundTargets, standingMinor, waitsForAnswer } from './target';

/** What only a person can settle, as it stands: raised once, and settled by the flow when it no longer holds. */
export function needsPerson(state: RefundState, nowMs: number): readonly RefundAttention[] {
  const { look, policy } = state;
  const subject = refundWorkflowId(state.subject);
  const make: Make = (kind, object, message, command) => ({
    key: `${subject}:${kind}${object === '' ? '' : `:${object}`}`,
    kind,
    message,
    command: command ?? null,
  });
  const alarms = Object.entries(state.alarms)
    .filter(([step, alarm]) => alarm.loudFromMs <= nowMs && !isAnswered(state, step))
    .map(([step, alarm]) => make(alarm.kind, step, alarmText(state, step, alarm), alarmCommand(alarm)));
  if (look === null || policy === null) return alarms;
  const { facts } = look;
  const found = [
    ...ofRequest(state, facts, policy, make),
    ...ofMade(state, facts, policy, make),
    ...goingBack(state, facts, policy, make),
  ];
  const open = found.filter(({ kind, key }) => !JUDGED_ONCE.has(kind) || !facts.judged.includes(key));
  return [...open, ...alarms];
}

/** For these settling is the answer: nothing else waits for one. */
const JUDGED_ONCE: ReadonlySet<RefundAttentionKind> = new Set([
  'refund_not_made',
  'refund_missing',
  'above_cap',
  'unknown_status',
]);

type Make = (
  kind: RefundAttentionKind,
  object: string,
  message: string,
  command?: string | null,
) => RefundAttention;

/** That it was declined is said as what was not made. */
const isAnswered = (state: RefundState, step: string): boolean => step === 'refund' && isDeclined(state);

function ofRequest(
  state: RefundState,
  facts: RefundFacts,
  policy: RefundPolicy,
  make: Make,
): readonly RefundAttention[] {
  if (isMissing(facts)) {
    return [
      make(
        'refund_missing',
        '',
        `Stripe knows no ${state.subject}, or the account on which it lives cannot be read any more: the id is wrong, or belongs to another platform or mode. Nothing moves for it. See what named it; settle this when nothing is missing.`,
      ),
    ];
  }
  const plan = planRefund(state.subject, facts, policy);
  if (plan === null) return [];
  if (plan.kind === 'wait') {
    return [
      make(
        'refund_locked',
        '',
        `Refund ${state.subject} waits: a dispute of its charge forbids refunds, and one beside it would pay the customer twice. It is made when the dispute has ended and the charge can be refunded.`,
      ),
    ];
  }
  const why = plan.kind === 'cannot' ? plan.why : isDeclined(state) ? 'declined' : null;
  // What ended before has been said before.
  if (why === null || why === 'over') return [];
  return [make('refund_not_made', why, `Refund ${state.subject} is not made: ${whyText(why, facts)}`)];
}

function ofMade(
  state: RefundState,
  facts: RefundFacts,
  policy: RefundPolicy,
  make: Make,
): readonly RefundAttention[] {
  const { made, charge } = facts;
  if (made === null) return [];
  const found: RefundAttention[] = [];
  if (made.status === 'unknown') {
    found.push(
      make(
        'unknown_status',
        made.statusWord.replace(/\W/g, '_').slice(0, 60),
        `Stripe says ${made.cause} is "${made.statusWord.slice(0, 60)}", a word that this version does not know. Nothing moves for it; look at it in Stripe, and update Recoup.`,
        hint(state),
      ),
    );
  }
  const stands = (standingMinor(made) ?? 0) > 0;
  if (stands && facts.attribution === 'unknown' && charge?.grouped === true) {
    found.push(
      make(
        'whose_share',
        '',
        `It cannot be told which sellers' sale ${nameOf(made)} is: its charge has no transfer, none names it as its source, and its transfer group has others. Name the transfers in the charge's metadata as recoup_transfers ("tr_1,tr_2", or "none" where it is the platform's own), then send the flow a hint.`,
        hint(state),
      ),
    );
  }
  if (waitsForAnswer(facts, policy)) {
    found.push(
      make(
        'refund_not_reversed',
        '',
        `${nameOf(made)} did not take the sellers' part, and the policy leaves it to a person. Take it from the sellers ("reverse"), make it a claim ("claim"), or leave it with the platform ("keep").`,
        `bin/recoup refund answer ${state.subject} --sellers reverse --by YOUR_NAME`,
      ),
    );
  }
  for (const { account, currency, amountMinor } of refundTargets(facts, policy)?.above ?? []) {
    found.push(
      make(
        'above_cap',
        `${account}.${amountMinor}`,
        `${formatMoney(amountMinor, currency)} of ${nameOf(made)} lie above what ${account} can bear, because disputes or other refunds of the same charge took it before. It is the platform's.`,
        `bin/recoup attention settle ${make('above_cap', `${account}.${amountMinor}`, '').key} --by YOUR_NAME`,
      ),
    );
  }
  return found;
}

const nameOf = ({ what, cause }: MadeFact): string =>
  what === 'refund' ? `refund ${cause}` : `failed payment ${cause}`;

const hint = ({ subject }: RefundState): string =>
  `temporal workflow signal --workflow-id ${refundWorkflowId(subject)} --name hint`;

function goingBack(
  state: RefundState,
  facts: RefundFacts,
  policy: RefundPolicy,
  make: Make,
): readonly RefundAttention[] {
  const found: RefundAttention[] = [];
  for (const line of refundTargets(facts, policy)?.lines ?? []) {
    const seller = facts.sellers.find((one) => one.account === line.account);
    if (seller === undefined || owedBack(seller, line) === 0) continue;
    if (!maySend(seller)) {
      found.push(
        make(
          'stripe_bears_losses',
          seller.account,
          `Money is to go back to ${seller.account}, whose losses ${seller.losses === 'stripe' ? 'Stripe bears' : 'are borne by nobody known'}: whether Stripe covered a part cannot be seen. Send what the books say, or keep it with "--give-back keep".`,
          `bin/recoup refund answer ${state.subject} --give-back send --by YOUR_NAME`,
        ),
      );
    }
    const elsewhere = seller.beforeGiveBack?.transfersElsewhere ?? [];
    if (elsewhere.length === 0) continue;
    const object = elsewhere.join('.').slice(0, 150);
    found.push(
      make(
        'transfer_elsewhere',
        object,
        `Since the money came back, ${elsewhere.join(', ')} went to ${seller.account} without Recoup. If it returned this refund's money, nothing more is due. If it did not, settle this attention: then Recoup gives back.`,
        `bin/recoup attention settle ${make('transfer_elsewhere', object, '').key} --by YOUR_NAME`,
      ),
    );
  }
  return found;
}
