import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { coarse } from '../domain/dispute/coarse';
import type { DisputeState } from '../domain/dispute/state';
import { type Line, targets } from '../domain/dispute/target';
import { formatMoney } from '../domain/money';
import { ATTRIBUTES } from './search-attributes';

/** Shows a dispute in the Temporal UI: attributes when something coarse changed, the details page always. */
export function disputeDisplay(): (state: DisputeState) => void {
  let shown: string | null = null;
  return (state) => {
    setCurrentDetails(details(state));
    const { look } = state;
    if (look === null) return;
    const word = coarse(state);
    if (shown === word) return;
    const account = look.facts.sellers[0]?.account;
    upsertSearchAttributes([
      { key: ATTRIBUTES.state, value: word },
      { key: ATTRIBUTES.needsHuman, value: state.raised.length > 0 },
      ...(shown === null
        ? [
            { key: ATTRIBUTES.currency, value: look.facts.currency as string },
            ...(account === undefined ? [] : [{ key: ATTRIBUTES.account, value: account as string }]),
          ]
        : []),
    ]);
    shown = word;
  };
}

/** A page for people: of many sellers the first few, and how many there are. */
const MOST_LINES = 20;

function shares(lines: readonly Line[]): readonly string[] {
  const shown = lines.slice(0, MOST_LINES).map((line) => {
    const bears = formatMoney(line.takenMinor + line.openClaimsMinor, line.currency);
    return `- ${line.account}, ${line.part}: bears ${bears} of ${formatMoney(line.targetMinor, line.currency)}`;
  });
  const left = lines.length - shown.length;
  return left === 0 ? shown : [...shown, `- and ${left} more: the console's page has them all`];
}

function details(state: DisputeState): string {
  const { look, policy } = state;
  if (look === null || policy === null) return `**${state.dispute}**: first look under way.`;
  const { facts } = look;
  const { withdrawn } = facts;
  const lines = [
    `**${state.dispute}** is **${facts.statusWord}** at Stripe (${coarse(state)})`,
    '',
    typeof withdrawn === 'string'
      ? `- Withdrawn: ${withdrawn.replaceAll('_', ' ')}`
      : `- Withdrawn: ${formatMoney(withdrawn.principalMinor, facts.currency)}, fee ${formatMoney(withdrawn.feeMinor, withdrawn.feeCurrency)}`,
    ...shares(targets(facts, policy).lines),
    ...(state.raised.length === 0 ? [] : ['', `**Needs a person:** ${state.raised.join(', ')}`]),
    '',
    ...state.timeline
      .slice(-12)
      .map((line) => `- ${new Date(line.atMs).toISOString().slice(0, 10)} ${line.what}`),
  ];
  return lines.join('\n');
}
