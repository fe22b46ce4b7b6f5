import { words } from '../format';
import { html, type Html } from '../html';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

export function tag(text: string, tone: Tone = 'plain'): Html {
  return html`<span class="tag ${tone}">${words(text)}</span>`;
}

/** Tones of the states that the store knows; one that is new is shown plainly. */
const TONES: { readonly [state: string]: Tone } = {
  acted: 'good',
  approved: 'good',
  moved: 'good',
  paid: 'good',
  done: 'good',
  recovered: 'good',
  routed: 'good',
  sent: 'good',
  won: 'good',
  pending: 'warn',
  planned: 'warn',
  stopped: 'warn',
  queued: 'warn',
  requested: 'warn',
  held: 'warn',
  new: 'warn',
  let_go: 'warn',
  needs_response: 'warn',
  warning_needs_response: 'warn',
  appeal_needs_response: 'warn',
  unknown: 'bad',
  under_water: 'bad',
  refused: 'bad',
  failed: 'bad',
  set_aside: 'bad',
  lost: 'bad',
  declined: 'bad',
};

export const stateTag = (state: string): Html => tag(state, TONES[state] ?? 'plain');
