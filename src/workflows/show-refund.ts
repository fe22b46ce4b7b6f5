import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { formatMoney } from '../domain/money';
import { coarse } from '../domain/refund/coarse';
import type { RefundFacts } from '../domain/refund/facts';
import type { RefundState } from '../domain/refund/state';
import { refundTargets } from '../domain/refund/target';
import { ATTRIBUTES } from './search-attributes';

/** Shows a refund in the Temporal UI: attributes when something coarse changed, the details page always. */
export function refundDisplay(): (state: RefundState) => void {
  let shown: string | null = null;
  return (state) => {
    setCurrentDetails(details(state));
    const { look } = state;
    if (look === null) return;
    const word = coarse(state);
    if (shown === word) return;
    const account = look.facts.sellers[0]?.account;
    const code = look.facts.charge?.currency;
    upsertSearchAttributes([
      { key: ATTRIBUTES.state, value: word },
      { key: ATTRIBUTES.needsHuman, value: state.raised.length > 0 },
      ...(code === undefined ? [] : [{ key: ATTRIBUTES.currency, value: code as string }]),
      ...(account === undefined ? [] : [{ key: ATTRIBUTES.account, value: account as string }]),
    ]);
    shown = word;
  };
}

function details(state: RefundState): string {
  const { look, policy } = state;
  if (look === null || policy === null) return `**${state.subject}**: first look under way.`;
  const { facts } = look;
  const lines = [
    `**${state.subject}** ${standing(facts)} (${coarse(state)})`,
    '',
    ...(refundTargets(facts, policy)?.lines ?? []).map(
      (line) =>
        `- ${line.account} bears ${formatMoney(line.takenMinor + line.openClaimsMinor, line.currency)} of ${formatMoney(line.targetMinor, line.currency)}`,
    ),
    ...(state.raised.length === 0 ? [] : ['', `**Needs a person:** ${state.raised.join(', ')}`]),
    '',
    ...state.timeline
      .slice(-12)
      .map((line) => `- ${new Date(line.atMs).toISOString().slice(0, 10)} ${line.what}`),
  ];
  return lines.join('\n');
}

function standing({ made, charge }: RefundFacts): string {
  if (made === null || charge === null) return 'is not made yet';
  const amount = formatMoney(made.amountMinor, charge.currency);
  return made.what === 'refund'
    ? `is refund ${made.cause} of ${amount}, **${made.statusWord}** at Stripe`
    : `is a failed payment of ${amount}`;
}
