import { mayTry, nextTryMs } from '../attempts';
import { DAY_MS } from '../clock';
import { warrantsHold } from './findings';
import { needsPerson } from './needs';
import { noticeDue } from './notices';
import { type CloseReason, hasUnansweredHints, isFresh, type ReviewState } from './state';
import { type ReviewAction, type ReviewStep, stepName } from './steps';

const LOOK: ReviewAction = { kind: 'look' };

/**
 * The next step of a review at a clock instant: the first that applies and may be tried, else a wait to an absolute
 * instant. Pure: the same state and time always give the same step.
 */
export function nextStep(state: ReviewState, nowMs: number): ReviewStep {
  const wanted = wishes(state, nowMs);
  const may = (step: ReviewAction): boolean =>
    mayTry(state.attempts, stepName(step), nowMs, state.hints.counted);
  return wanted.find(may) ?? waitFor(state, wanted, nowMs);
}

/** In order of preference. On facts that are out of date nothing but a look and a word to a person is wanted. */
function wishes(state: ReviewState, nowMs: number): readonly ReviewAction[] {
  const attend = attendDue(state, nowMs);
  if (lookDue(state, nowMs)) return [LOOK, ...attend];
  return [
    ...actDue(state),
    ...releaseDue(state, nowMs),
    ...holdDue(state, nowMs),
    ...attend,
    ...tellDue(state, nowMs),
    ...closeDue(state),
  ];
}

function lookDue(state: ReviewState, nowMs: number): boolean {
  const { look, policy } = state;
  if (look === null || policy === null || !isFresh(state)) return true;
  const { changesMs } = look.facts;
  if (changesMs !== null && changesMs <= nowMs && look.endedMs < changesMs) return true;
  return hasUnansweredHints(state) && nowMs >= look.endedMs + policy.lookGapMs;
}

/** What two people have decided is done, and what was begun is finished. */
function actDue({ look }: ReviewState): readonly ReviewAction[] {
  const act = look?.facts.act ?? null;
  return act !== null && (act.state === 'approved' || act.state === 'sending')
    ? [{ kind: 'act', act: act.id, what: act.kind }]
    : [];
}

function releaseDue(state: ReviewState, nowMs: number): readonly ReviewAction[] {
  const { look, resolved } = state;
  if (look === null || !look.facts.hold.mine) return [];
  const { findings, hold } = look.facts;
  if (resolved !== null) return [{ kind: 'release', why: 'judged' }];
  if (!warrantsHold(findings)) return [{ kind: 'release', why: 'findings_gone' }];
  // Stripe holds no payouts for longer than its limit: Recoup gives its part up before Stripe ends it.
  return hold.limit !== null && nowMs >= hold.limit.endMs ? [{ kind: 'release', why: 'limit' }] : [];
}

function holdDue(state: ReviewState, nowMs: number): readonly ReviewAction[] {
  const { look, resolved, holdGivenUp } = state;
  if (look === null || resolved !== null || holdGivenUp) return [];
  const { findings, hold, reachable } = look.facts;
  // Somebody else's hold of the account may stand at the limit already.
  const isOver = hold.limit !== null && nowMs >= hold.limit.endMs;
  return warrantsHold(findings) && !hold.mine && !isOver && reachable ? [{ kind: 'hold' }] : [];
}

function attendDue(state: ReviewState, nowMs: number): readonly ReviewAction[] {
  const needs = needsPerson(state, nowMs);
  const open = state.look?.facts.raised ?? [];
  const raise = needs.filter(({ key }) => !open.includes(key));
  const settle = open.filter((key) => needs.every((need) => need.key !== key));
  return raise.length + settle.length === 0 ? [] : [{ kind: 'attend', raise, settle }];
}

function tellDue(state: ReviewState, nowMs: number): readonly ReviewAction[] {
  const notice = noticeDue(state, nowMs);
  return notice === null ? [] : [{ kind: 'tell', notice }];
}

/** Nothing stands any more, or a person says so; its hold is given up, and no decision about the account is open. */
function closeDue(state: ReviewState): readonly ReviewAction[] {
  const reason = closeReason(state);
  return reason === null || hasUnansweredHints(state) ? [] : [{ kind: 'close', reason }];
}

function closeReason({ look, resolved, troubles }: ReviewState): CloseReason | null {
  if (look === null) return null;
  const { findings, hold, act, number } = look.facts;
  const isUnderWay = act !== null && ['asked', 'approved', 'sending'].includes(act.state);
  // Where Stripe refuses to change the schedule, the account is gone: that is said as the review closes.
  const isHolding = hold.mine && troubles['release']?.kind !== 'refused';
  if (isHolding || isUnderWay) return null;
  if (resolved !== null) return 'judged';
  if (findings.length > 0) return null;
  return number === null ? 'nothing_found' : 'findings_gone';
}

/** The earliest instant at which anything could change by time alone; null: only a hint can. */
function waitFor(state: ReviewState, wanted: readonly ReviewAction[], nowMs: number): ReviewStep {
  const names = new Set(wanted.map(stepName));
  const instants: { readonly atMs: number; readonly why: string }[] = [];
  const add = (atMs: number | null, why: string): void => {
    if (atMs !== null && atMs > nowMs) instants.push({ atMs, why });
  };
  add(
    nextTryMs(state.attempts, (step) => names.has(step)),
    'the next try',
  );
  const { look, policy } = state;
  if (look !== null && policy !== null) {
    const { openedMs, hold, changesMs } = look.facts;
    if (hasUnansweredHints(state)) add(look.endedMs + policy.lookGapMs, 'the look gap');
    for (const day of policy.reminderDays) add(openedMs + day * DAY_MS, 'a reminder');
    add(changesMs, 'a deadline comes near, or an approval expires');
    if (hold.mine) {
      add(hold.limit?.warnMs ?? null, "Stripe's limit on holding payouts comes near");
      add(hold.limit?.endMs ?? null, "Stripe's limit on holding payouts");
    }
  }
  const earliest = Math.min(...instants.map(({ atMs }) => atMs));
  const next = instants.find(({ atMs }) => atMs === earliest);
  return { kind: 'wait', untilMs: next?.atMs ?? null, why: next?.why ?? 'a hint' };
}
