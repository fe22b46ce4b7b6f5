import { blockedTry, failedTry, forgetTries, neverExhausted } from '../attempts';
import { DAY_MS, MINUTE_MS } from '../clock';
import { countHint } from '../hints';
import { assertNever } from '../never';
import type { ReviewFacts } from './facts';
import { warrantsHold } from './findings';
import type { ReviewState, Trouble } from './state';
import type { ReviewEvent } from './steps';

const TIMELINE_LINES = 40;
const UPDATES_KEPT = 20;

/** What has become known. The state is immutable; every event is understood, none is an error. */
export function apply(state: ReviewState, event: ReviewEvent): ReviewState {
  switch (event.kind) {
    case 'hinted':
      return { ...state, hints: countHint(state.hints, event.upTo) };
    case 'looked':
      return looked(state, event);
    case 'switched':
      return switched(state, event);
    case 'acted':
      return acted(state, event);
    case 'told':
      return noted(
        withFacts(done(state, 'tell'), 'told', [event.rung], []),
        event.atMs,
        `told ${event.rung}`,
      );
    case 'attended':
      return noted(
        withFacts(done(state, 'attend'), 'raised', event.raised, event.settled),
        event.atMs,
        [
          ...event.raised.map((key) => `needs a person: ${key}`),
          ...event.settled.map((key) => `settled: ${key}`),
        ].join('; '),
      );
    case 'resolved': {
      const { said, updateId } = event;
      const handledUpdates = updateId === null ? [] : [...state.handledUpdates, updateId];
      return noted(
        // A repetition of what was said keeps the first word.
        { ...state, resolved: state.resolved ?? said, handledUpdates: handledUpdates.slice(-UPDATES_KEPT) },
        said.atMs,
        `settled by ${said.by}: ${said.note}`,
      );
    }
    case 'closed':
      return noted(
        { ...state, closed: { reason: event.reason, atMs: event.atMs } },
        event.atMs,
        `closed: ${event.reason.replaceAll('_', ' ')}`,
      );
    case 'unavailable': {
      const attempts = tryAgain(state, event.step, event.atMs);
      const trouble = { kind: 'unavailable' as const, detail: '' };
      return noted(
        inTrouble({ ...state, attempts }, event.step, trouble, event.atMs),
        event.atMs,
        `unavailable: ${event.step}`,
      );
    }
    default:
      return assertNever(event);
  }
}

function looked(state: ReviewState, event: Extract<ReviewEvent, { kind: 'looked' }>): ReviewState {
  const { facts, answers, changes, endedMs } = event;
  const before = (state.look?.facts.findings ?? []).map(({ id }) => id);
  const now = facts.findings.map(({ id }) => id);
  const known: ReviewState = {
    ...withoutOver(done(state, 'look'), facts),
    // The policy travels once; a look that does not bring it found it unchanged.
    look: { facts: { ...facts, policy: null }, answers, changes, endedMs },
    policy: facts.policy ?? state.policy,
  };
  const found = now.filter((id) => !before.includes(id)).map((id) => `found ${id}`);
  const gone = before.filter((id) => !now.includes(id)).map((id) => `gone ${id}`);
  const words = [...found, ...gone].join(', ');
  return words === '' ? known : noted(known, facts.startedMs, words);
}

/** Steps that the world no longer asks for leave no trouble behind. */
function withoutOver(state: ReviewState, { findings, hold, act, reachable }: ReviewFacts): ReviewState {
  const wanted = (step: string): boolean => {
    if (step === 'hold') return warrantsHold(findings) && !hold.mine;
    // What an account that had left refused is tried anew once it is back.
    if (step === 'release') return hold.mine && !reachable;
    return !step.startsWith('act:') || step === `act:${act?.id ?? ''}`;
  };
  const kept = <T>(record: { readonly [step: string]: T }): { readonly [step: string]: T } =>
    Object.fromEntries(Object.entries(record).filter(([step]) => wanted(step)));
  return { ...state, attempts: kept(state.attempts), troubles: kept(state.troubles) };
}

function switched(
  state: ReviewState,
  { step, why, outcome, atMs }: Extract<ReviewEvent, { kind: 'switched' }>,
): ReviewState {
  const words = step === 'hold' ? 'hold payouts' : `give up the hold (${why.replaceAll('_', ' ')})`;
  switch (outcome.kind) {
    case 'switched': {
      const next = { ...done(state, step), changes: state.changes + 1 };
      const holdGivenUp = state.holdGivenUp || (step === 'release' && why === 'limit');
      return noted({ ...next, holdGivenUp }, atMs, words);
    }
    case 'held':
      return noted(
        inTrouble(blocked(state, step, atMs), step, { kind: 'held', detail: outcome.why }, atMs),
        atMs,
        `${words}: held (${outcome.why})`,
      );
    case 'refused':
      return noted(
        inTrouble(blocked(state, step, atMs), step, { kind: 'refused', detail: outcome.code }, atMs),
        atMs,
        `${words}: refused (${outcome.code})`,
      );
    default:
      return assertNever(outcome);
  }
}

function acted(
  state: ReviewState,
  { act, what, outcome, atMs }: Extract<ReviewEvent, { kind: 'acted' }>,
): ReviewState {
  const name = `act:${act}`;
  switch (outcome.kind) {
    case 'done':
    case 'stale':
      return noted({ ...done(state, name), changes: state.changes + 1 }, atMs, `${what}: ${outcome.kind}`);
    case 'refused':
      // The look that follows reads from the store that it is over.
      return noted(
        { ...done(state, name), changes: state.changes + 1 },
        atMs,
        `${what}: refused (${outcome.code})`,
      );
    case 'held':
      return noted(
        inTrouble(blocked(state, name, atMs), name, { kind: 'held', detail: outcome.why }, atMs),
        atMs,
        `${what}: held (${outcome.why})`,
      );
    default:
      return assertNever(outcome);
  }
}

/** A hint wakes it (mode and freeze raise one), and a day. */
function blocked(state: ReviewState, step: string, atMs: number): ReviewState {
  const retryMs = atMs + (state.policy?.heldRetryMs ?? DAY_MS);
  return {
    ...state,
    attempts: neverExhausted(blockedTry(state.attempts, step, retryMs, state.hints.counted), step),
  };
}

function tryAgain(state: ReviewState, step: string, atMs: number): ReviewState['attempts'] {
  const firstMs = state.policy?.retryMs ?? MINUTE_MS;
  return neverExhausted(failedTry(state.attempts, step, atMs, state.hints.counted, firstMs), step);
}

/** It succeeded, or is not wanted any more. */
function done(state: ReviewState, step: string): ReviewState {
  const { [step]: _over, ...troubles } = state.troubles;
  return { ...state, attempts: forgetTries(state.attempts, step), troubles };
}

function inTrouble(
  state: ReviewState,
  step: string,
  trouble: Omit<Trouble, 'sinceMs'>,
  atMs: number,
): ReviewState {
  const before = state.troubles[step];
  const sinceMs = before?.kind === trouble.kind ? before.sinceMs : atMs;
  return { ...state, troubles: { ...state.troubles, [step]: { ...trouble, sinceMs } } };
}

function withFacts(
  state: ReviewState,
  list: 'told' | 'raised',
  more: readonly string[],
  less: readonly string[],
): ReviewState {
  const { look } = state;
  if (look === null) return state;
  const kept = [...look.facts[list].filter((one) => !less.includes(one)), ...more];
  return { ...state, look: { ...look, facts: { ...look.facts, [list]: kept } } };
}

function noted(state: ReviewState, atMs: number, what: string): ReviewState {
  return { ...state, timeline: [...state.timeline, { atMs, what }].slice(-TIMELINE_LINES) };
}
