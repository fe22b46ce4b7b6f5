import { failedTry, forgetTries } from '../attempts';
import { countHint } from '../hints';
import { assertNever } from '../never';
import { applyAnswer } from './apply-answer';
import { collected, FIRST_RETRY_MS, releasedHold, switched } from './apply-moves';
import { recorded, said } from './apply-people';
import { owedMinor } from './facts';
import { DEBIT_EXPECTED } from './news';
import type { CaseState } from './state';
import type { Attendance, CaseEvent } from './step';
import { note } from './timeline';

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
    case 'releasedHold':
      return note(releasedHold(state, event), event.atMs, `hold at its limit: ${event.outcome.kind}`);
    case 'answered':
      return applyAnswer(state, event);
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

function told(state: CaseState, event: Extract<CaseEvent, { kind: 'told' }>): CaseState {
  const { rung, collapsed, toSeller, owedMinor: owed, atMs } = event;
  const next: CaseState = {
    ...state,
    told: [...state.told, rung, ...collapsed],
    announcedMinor: toSeller && state.announcedMinor === null ? owed : state.announcedMinor,
    debitAnnouncedUntilMs:
      rung === DEBIT_EXPECTED
        ? (state.facts?.debit.notice?.runsUntilMs ?? state.debitAnnouncedUntilMs)
        : state.debitAnnouncedUntilMs,
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
