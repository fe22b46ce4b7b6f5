import type { CaseState, TimelineLine } from './state';

const TIMELINE_LINES = 40;

/** The state with one more line, the oldest forgotten. `atMs`: clock instant. */
export function note(state: CaseState, atMs: number, what: string): CaseState {
  const line: TimelineLine = { atMs, what };
  return { ...state, timeline: [...state.timeline, line].slice(-TIMELINE_LINES) };
}
