import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { coarse } from '../domain/review/coarse';
import { recoverableText } from '../domain/review/recoverable';
import type { ReviewState } from '../domain/review/state';
import { ATTRIBUTES } from './search-attributes';

/** Shows a review in the Temporal UI: attributes when something coarse changed, the details page always. */
export function reviewDisplay(): (state: ReviewState) => void {
  let shown: string | null = null;
  return (state) => {
    setCurrentDetails(details(state));
    if (state.look === null) return;
    const word = coarse(state);
    if (shown === word) return;
    upsertSearchAttributes([
      { key: ATTRIBUTES.state, value: word },
      { key: ATTRIBUTES.needsHuman, value: state.look.facts.raised.length > 0 },
      { key: ATTRIBUTES.account, value: state.account as string },
    ]);
    shown = word;
  };
}

function details(state: ReviewState): string {
  const { look, account } = state;
  if (look === null) return `**${account}**: first look under way.`;
  const { findings, act, recoverable, raised } = look.facts;
  const lines = [
    `**${account}** (${coarse(state)})`,
    '',
    ...findings.map(({ saw, clears, severity }) => `- ${saw} (${severity}); clears: ${clears}`),
    ...(act === null ? [] : ['', `Decision to ${act.kind}, asked by ${act.askedBy}: ${act.state}`]),
    ...(recoverable.length === 0 ? [] : ['', ...recoverable.map((part) => `- ${recoverableText(part)}`)]),
    ...(raised.length === 0 ? [] : ['', `**Needs a person:** ${raised.join(', ')}`]),
    '',
    ...state.timeline
      .slice(-12)
      .map((line) => `- ${new Date(line.atMs).toISOString().slice(0, 10)} ${line.what}`),
  ];
  return lines.join('\n');
}
