import { formatMoney } from '../money';
import type { DisputeFacts } from './facts';
import { inquiryCommand, isOpenInquiry } from './inquiry';
import type { MakeNeed } from './make-need';
import type { DisputeState } from './state';
import type { DisputeAttention } from './steps';

/** Stripe does not show the dispute. */
export function absentNeed(
  state: DisputeState,
  { absent: why, sinceMs }: NonNullable<DisputeState['absent']>,
  make: MakeNeed,
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
export function inquiryNeeds(
  state: DisputeState,
  facts: DisputeFacts,
  make: MakeNeed,
): readonly DisputeAttention[] {
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

/** What Stripe shows and this version cannot read, or cannot tell whose it is. */
export function unreadableNeeds(
  state: DisputeState,
  facts: DisputeFacts,
  make: MakeNeed,
): readonly DisputeAttention[] {
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
