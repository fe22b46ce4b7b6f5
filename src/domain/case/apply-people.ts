import { forgetTries } from '../attempts';
import { assertNever } from '../never';
import { askOf } from './apply-answer';
import type { Ask } from './asks';
import { type Choice, isAsk, type Steering } from './people';
import type { CaseState } from './state';
import type { CaseEvent } from './step';
import { note } from './timeline';

const UPDATE_IDS_KEPT = 30;

/** What a person says takes effect at once; the store learns of it as the next step. */
export function said(state: CaseState, event: Extract<CaseEvent, { kind: 'said' }>): CaseState {
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
  return note(takeEffect(heard, choice, event), event.atMs, describeChoice(choice));
}

function takeEffect(
  state: CaseState,
  choice: Choice,
  heard: { readonly updateId: string | null; readonly atMs: number },
): CaseState {
  switch (choice.kind) {
    case 'resolved':
      return isAsk(choice.outcome)
        ? asked(state, askOf(choice, choice.outcome, heard.updateId))
        : steered(state, choice.by, choice.outcome);
    case 'defaulted':
      return steered(state, choice.by, choice.outcome);
    case 'paused':
      return choice.untilMs !== null && choice.untilMs <= heard.atMs
        ? state
        : { ...state, pause: { by: choice.by, reason: choice.reason, untilMs: choice.untilMs } };
    case 'resumed':
      return { ...state, pause: null };
    case 'assigned':
      return { ...state, assignee: choice.to };
    case 'proposed':
    case 'refusedMessage':
      return state;
    default:
      return assertNever(choice);
  }
}

function asked(state: CaseState, ask: Ask): CaseState {
  const references = ask.reference === null ? state.references : [...state.references, ask.reference];
  return { ...state, asks: [...state.asks, ask], references };
}

function steered(state: CaseState, by: string, outcome: Steering): CaseState {
  switch (outcome) {
    case 'handled':
      return { ...state, handledBy: by };
    case 'waitForClearing':
      return { ...state, waitForClearing: true };
    case 'keepCollecting':
    case 'reject':
      return { ...state, gateAnswer: outcome };
    case 'agency':
      return { ...state, gateAnswer: 'agency', pause: { by, reason: 'with an agency', untilMs: null } };
    default:
      return assertNever(outcome);
  }
}

export function recorded(state: CaseState, choice: Choice, atMs: number): CaseState {
  const done = {
    ...state,
    unrecorded: state.unrecorded.filter((waiting) => waiting.id !== choice.id),
    attempts: forgetTries(state.attempts, `record:${choice.id}`),
  };
  if (choice.kind !== 'defaulted') return done;
  const next = { ...done, nextChoice: Math.max(done.nextChoice, choice.id + 1) };
  return note(takeEffect(next, choice, { updateId: null, atMs }), atMs, describeChoice(choice));
}

function describeChoice(choice: Choice): string {
  switch (choice.kind) {
    case 'resolved':
    case 'defaulted':
      return `resolved by ${choice.by}: ${choice.outcome}`;
    case 'paused':
      return `paused by ${choice.by}`;
    case 'proposed':
      return `proposed by ${choice.by}: ${choice.outcome}`;
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
