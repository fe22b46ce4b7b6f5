import { DAY_MS } from '../clock';
import type { Currency } from '../money';
import { type DisputeFacts, type SellerFacts, toldToBearMinor } from './facts';
import type { DisputePolicy } from './policy';
import type { DisputeState } from './state';
import { isFinal, isInquiry, needsEvidence } from './status';
import type { DisputeNotice } from './steps';
import { isMet, targets } from './target';

/** What is to be said now and has not been said by this run; the store refuses what an earlier run said. */
export function noticesDue(state: DisputeState, nowMs: number): readonly DisputeNotice[] {
  const { look, policy } = state;
  if (look === null || policy === null) return [];
  const { facts } = look;
  const notices = [
    ...facts.sellers.flatMap((seller) => created(state, facts, seller)),
    ...borne(state, facts, policy),
    ...evidenceDue(state, facts, policy, nowMs),
  ];
  return notices.filter((notice) => !state.told.includes(notice.rung));
}

function figures(state: DisputeState, facts: DisputeFacts, currency: Currency, amountMinor: number) {
  return { dispute: state.dispute, charge: facts.charge, reason: facts.reason, currency, amountMinor };
}

/** Not for a dispute that is over when it is first seen: what was taken is told by itself. */
function created(state: DisputeState, facts: DisputeFacts, seller: SellerFacts): readonly DisputeNotice[] {
  if (isFinal(facts.status) || facts.status === 'unknown') return [];
  const inquiry = isInquiry(facts.status);
  return [
    {
      rung: `${inquiry ? 'inquiry' : 'created'}:${seller.account}`,
      template: 'disputeCreated',
      account: seller.account,
      params: {
        ...figures(state, facts, facts.disputedCurrency, facts.disputedMinor),
        inquiry,
        evidenceDueMs: needsEvidence(facts.status) ? facts.evidenceDueMs : null,
      },
    },
  ];
}

/** What a seller bears has changed, and nothing more is to be taken from them or given back for now. */
function borne(state: DisputeState, facts: DisputeFacts, policy: DisputePolicy): readonly DisputeNotice[] {
  const { lines } = targets(facts, policy);
  return facts.sellers.flatMap((seller): readonly DisputeNotice[] => {
    const own = lines.filter((line) => line.account === seller.account);
    if (own.length === 0 || !own.every(isMet)) return [];
    const bears = {
      principalMinor: toldToBearMinor(seller.principal),
      feeMinor: toldToBearMinor(seller.fee),
    };
    const principal = bears.principalMinor - seller.told.principalMinor;
    const fee = bears.feeMinor - seller.told.feeMinor;
    if (principal === 0 && fee === 0) return [];
    const taken = principal > 0 || (principal === 0 && fee > 0);
    const feeCurrency = own.find((line) => line.part === 'fee')?.currency;
    const told = (minor: number): number => Math.max(0, taken ? minor : -minor);
    return [
      {
        rung: `bears:${seller.account}:${seller.told.notices}`,
        template: taken ? 'disputeTaken' : 'disputeGivenBack',
        account: seller.account,
        bears,
        params: {
          ...figures(state, facts, seller.currency, told(principal)),
          // Amounts of two currencies are never shown as one.
          feeMinor: feeCurrency === seller.currency ? told(fee) : 0,
          rapid: facts.rapid,
        },
      },
    ];
  });
}

/** Whether to contest is a person's choice: the team hears of it some days ahead, then daily, and when it is too late. */
function evidenceDue(
  state: DisputeState,
  facts: DisputeFacts,
  policy: DisputePolicy,
  nowMs: number,
): readonly DisputeNotice[] {
  const due = facts.evidenceDueMs;
  if (due === null) return [];
  const params = {
    ...figures(state, facts, facts.disputedCurrency, facts.disputedMinor),
    evidenceDueMs: due,
    staged: facts.evidenceStaged,
  };
  const days = reminderDays(facts, policy);
  if (nowMs >= due) {
    const rung = `evidence:${due}:passed`;
    return needsEvidence(facts.status)
      ? [{ rung, template: 'evidencePassed', account: null, level: days.length, params }]
      : [];
  }
  // Overdue reminders collapse into the latest one.
  const reached = days.filter((day) => due - day * DAY_MS <= nowMs);
  const day = reached.at(-1);
  const level = reached.length - 1;
  return day === undefined
    ? []
    : [{ rung: `evidence:${due}:${day}`, template: 'evidenceDue', account: null, level, params }];
}

/** The earliest first: the policy's days, then every day after the last of them. */
function reminderDays(facts: DisputeFacts, policy: DisputePolicy): readonly number[] {
  if (facts.evidenceDueMs === null || !needsEvidence(facts.status)) return [];
  const named = [...policy.evidenceReminderDays].sort((a, b) => b - a);
  const last = named.at(-1) ?? 0;
  const daily = Array.from({ length: Math.max(0, last - 1) }, (_, index) => last - 1 - index);
  return [...named, ...daily];
}

/** When the next reminder falls due by time alone, or the deadline passes. */
export function nextReminderMs(state: DisputeState, nowMs: number): number | null {
  const { look, policy } = state;
  const due = look?.facts.evidenceDueMs ?? null;
  if (look === null || policy === null || due === null) return null;
  if (!needsEvidence(look.facts.status)) return null;
  const ahead = [...reminderDays(look.facts, policy), 0].map((days) => due - days * DAY_MS);
  return ahead.find((atMs) => atMs > nowMs) ?? null;
}
