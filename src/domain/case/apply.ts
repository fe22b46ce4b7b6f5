import { blockedTry, failedTry, forgetTries } from '../attempts';
import { DAY_MS, HOUR_MS } from '../clock';
import { countHint } from '../hints';
import type { HeldReason } from '../moves';
import { assertNever } from '../never';
import { owedMinor } from './facts';
import type { Choice, ResolutionOutcome } from './people';
import type { CaseState, TimelineLine } from './state';
import type { Attendance, CaseEvent, SwitchOutcome } from './step';

const TIMELINE_LINES = 40;
const UPDATE_IDS_KEPT = 30;
const FIRST_RETRY_MS = HOUR_MS;

/** What has become known. The state is immutable; every event is understood, none is an error. */
export function apply(state: CaseState, event: CaseEvent): CaseState {
  switch (event.kind) {
    case 'hinted':
      return { ...state, hints: countHint(state.hints, event.upTo) };
    case 'looked':
      return looked(state, event);
    case 'said':
      return said(state, event);
    case 'recorded':
      return attended(recorded(state, event.choice, event.atMs), event.attend, event.atMs);
    case 'attended':
      return attended(state, event.attend, event.atMs);
    case 'heldPayouts':
      return note(
        switched(state, 'hold', event.outcome, event.atMs),
        event.atMs,
        `payouts hold: ${event.outcome.kind}`,
      );
    case 'debitSwitched':
      return note(
        switched(state, 'enableDebit', event.outcome, event.atMs),
        event.atMs,
        `bank debit: ${event.outcome.kind}`,
      );
    case 'collected':
      return collected(state, event);
    case 'told':
      return attended(told(state, event), event.attend, event.atMs);
    case 'closed':
      return note(
        { ...state, closed: { reason: event.reason, atMs: event.atMs } },
        event.atMs,
        `closed: ${event.reason}`,
      );
    case 'unavailable':
      return note(
        {
          ...state,
          attempts: failedTry(state.attempts, event.step, event.atMs, state.hints.counted, FIRST_RETRY_MS),
        },
        event.atMs,
        `unavailable: ${event.step}`,
      );
    default:
      return assertNever(event);
  }
}

function looked(state: CaseState, event: Extract<CaseEvent, { kind: 'looked' }>): CaseState {
  const { facts } = event;
  const before = state.facts;
  const changed =
    before === null ||
    owedMinor(before) !== owedMinor(facts) ||
    before.debit.debits.length !== facts.debit.debits.length;
  const next: CaseState = {
    ...state,
    // The policy travels once; a look that does not bring it found it unchanged.
    facts: { ...facts, policy: null },
    policy: facts.policy ?? state.policy,
    learntMs: event.endedMs,
    answeredHints: event.hints,
    movesSeen: event.moves,
    unknownSinceMs: facts.unsettledMoves === 0 ? null : state.unknownSinceMs,
    attempts: forgetTries(state.attempts, 'look'),
  };
  return changed ? note(next, facts.startedMs, `owed ${owedMinor(facts)}`) : next;
}

/** What a person says takes effect at once; the store learns of it as the next step. */
function said(state: CaseState, event: Extract<CaseEvent, { kind: 'said' }>): CaseState {
  if (event.updateId !== null && state.handledUpdates.includes(event.updateId)) return state;
  const choice: Choice = { ...event.choice, id: state.nextChoice, atMs: event.atMs };
  const heard: CaseState = {
    ...state,
    nextChoice: state.nextChoice + 1,
    unrecorded: [...state.unrecorded, choice],
    handledUpdates:
      event.updateId === null
        ? state.handledUpdates
        : [...state.handledUpdates, event.updateId].slice(-UPDATE_IDS_KEPT),
  };
  return note(takeEffect(heard, choice, event.atMs), event.atMs, describeChoice(choice));
}

function takeEffect(state: CaseState, choice: Choice, atMs: number): CaseState {
  switch (choice.kind) {
    case 'resolved':
    case 'defaulted':
      return resolved(state, choice.by, choice.outcome);
    case 'paused':
      return choice.untilMs !== null && choice.untilMs <= atMs
        ? state
        : { ...state, pause: { by: choice.by, reason: choice.reason, untilMs: choice.untilMs } };
    case 'resumed':
      return { ...state, pause: null };
    case 'assigned':
      return { ...state, assignee: choice.to };
    case 'refusedMessage':
      return state;
    default:
      return assertNever(choice);
  }
}

function resolved(state: CaseState, by: string, outcome: ResolutionOutcome): CaseState {
  switch (outcome) {
    case 'handled':
      return { ...state, handledBy: by };
    case 'waitForClearing':
      return { ...state, waitForClearing: true };
    case 'keepCollecting':
      return { ...state, gateAnswer: 'keepCollecting' };
    case 'agency':
      return { ...state, gateAnswer: 'agency', pause: { by, reason: 'with an agency', untilMs: null } };
    default:
      return assertNever(outcome);
  }
}

function recorded(state: CaseState, choice: Choice, atMs: number): CaseState {
  const done = {
    ...state,
    unrecorded: state.unrecorded.filter((waiting) => waiting.id !== choice.id),
    attempts: forgetTries(state.attempts, `record:${choice.id}`),
  };
  if (choice.kind !== 'defaulted') return done;
  const next = { ...done, nextChoice: Math.max(done.nextChoice, choice.id + 1) };
  return note(takeEffect(next, choice, atMs), atMs, describeChoice(choice));
}

function told(state: CaseState, event: Extract<CaseEvent, { kind: 'told' }>): CaseState {
  const { rung, collapsed, toSeller, owedMinor: owed, atMs } = event;
  const next: CaseState = {
    ...state,
    told: [...state.told, rung, ...collapsed],
    announcedMinor: toSeller && state.announcedMinor === null ? owed : state.announcedMinor,
    attempts: forgetTries(state.attempts, `tell:${rung}`),
  };
  return note(next, atMs, `told: ${rung}${collapsed.length > 0 ? ` (and ${collapsed.length} earlier)` : ''}`);
}

function attended(state: CaseState, { raise, settle }: Attendance, atMs: number): CaseState {
  if (raise.length + settle.length === 0) return state;
  const next: CaseState = {
    ...state,
    raised: [...state.raised.filter((need) => !settle.includes(need)), ...raise],
    attempts: forgetTries(state.attempts, 'attend'),
  };
  const lines = [
    ...raise.map((need) => `needs a person: ${need}`),
    ...settle.map((need) => `settled: ${need}`),
  ];
  return note(next, atMs, lines.join('; '));
}

function switched(
  state: CaseState,
  step: 'hold' | 'enableDebit',
  outcome: SwitchOutcome,
  atMs: number,
): CaseState {
  switch (outcome.kind) {
    case 'switched': {
      const { facts } = state;
      if (facts === null) return state;
      const known =
        step === 'hold'
          ? { ...facts, holdSet: true }
          : { ...facts, debit: { ...facts.debit, enabled: true } };
      return { ...state, facts: known, attempts: forgetTries(state.attempts, step) };
    }
    case 'held':
      return { ...state, attempts: blockedTry(state.attempts, step, null, state.hints.counted) };
    case 'refused':
      return { ...state, attempts: blockedTry(state.attempts, step, atMs + DAY_MS, state.hints.counted) };
    default:
      return assertNever(outcome);
  }
}

function collected(state: CaseState, event: Extract<CaseEvent, { kind: 'collected' }>): CaseState {
  const { outcome, claim, atMs } = event;
  const step = `collect:${claim.claimId}`;
  const hints = state.hints.counted;
  const line = (what: string): string => `collect ${claim.claimId}: ${what}`;
  switch (outcome.kind) {
    case 'moved':
      return note(
        { ...state, movesMade: state.movesMade + 1, attempts: forgetTries(state.attempts, step) },
        atMs,
        line(`moved ${outcome.amountMinor}`),
      );
    case 'refused': {
      // The same again tomorrow would be refused again: only news of the account is reason to try.
      const attempts = blockedTry(state.attempts, step, null, hints);
      return note(
        { ...state, movesMade: state.movesMade + 1, attempts },
        atMs,
        line(`refused, ${outcome.code}`),
      );
    }
    case 'held': {
      const attempts = blockedTry(state.attempts, step, heldUntilMs(outcome.reason, atMs), hints);
      return note({ ...state, attempts }, atMs, line(`held, ${outcome.reason.why}`));
    }
    // What was asked for stands in the books, sent or not: the facts do not know of it yet.
    case 'unavailable':
      return {
        ...state,
        movesMade: state.movesMade + 1,
        attempts: failedTry(state.attempts, step, atMs, hints, FIRST_RETRY_MS),
      };
    case 'unknown': {
      const attempts = failedTry(state.attempts, step, atMs, hints, FIRST_RETRY_MS);
      return note(
        {
          ...state,
          movesMade: state.movesMade + 1,
          attempts,
          unknownSinceMs: state.unknownSinceMs ?? atMs,
        },
        atMs,
        line('outcome unknown'),
      );
    }
    default:
      return assertNever(outcome);
  }
}

/** Caps end with their day; a lock, a mode, a missing approval or a pre-flight end with a hint. */
export function heldUntilMs(reason: HeldReason, atMs: number): number | null {
  switch (reason.why) {
    case 'cap':
      return atMs + DAY_MS;
    case 'observe':
    case 'frozen':
    case 'approval':
    case 'declined':
    case 'preflight':
      return null;
    default:
      return assertNever(reason);
  }
}

function describeChoice(choice: Choice): string {
  switch (choice.kind) {
    case 'resolved':
    case 'defaulted':
      return `resolved by ${choice.by}: ${choice.outcome}`;
    case 'paused':
      return `paused by ${choice.by}`;
    case 'resumed':
      return `resumed by ${choice.by}`;
    case 'assigned':
      return `assigned by ${choice.by}`;
    case 'refusedMessage':
      return `message not understood: ${choice.problem}`;
    default:
      return assertNever(choice);
  }
}

function note(state: CaseState, atMs: number, what: string): CaseState {
  const line: TimelineLine = { atMs, what };
  return { ...state, timeline: [...state.timeline, line].slice(-TIMELINE_LINES) };
}
