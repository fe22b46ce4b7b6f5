import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { coarse } from '../domain/case/coarse';
import { atRiskMinor, type CaseFacts, owedMinor } from '../domain/case/facts';
import { RESOLUTIONS } from '../domain/case/people';
import type { CaseState } from '../domain/case/state';
import { formatMoney } from '../domain/money';
import { ATTRIBUTES } from './search-attributes';

/** A change of the amount below this share is not worth an upsert: the page below shows the exact figure. */
const MUCH_PERCENT = 25;

/** Shows a case in the Temporal UI: attributes when something coarse changed, the details page always. */
export function caseDisplay(): (state: CaseState) => void {
  let shown: { coarse: string; owed: number } | null = null;
  return (state) => {
    setCurrentDetails(details(state));
    if (state.facts === null) return;
    const word = coarse(state);
    const owed = atRiskMinor(state.facts);
    if (shown !== null && shown.coarse === word && !changedMuch(shown.owed, owed)) return;
    const first = shown === null;
    shown = { coarse: word, owed };
    const assignee = state.assignee;
    upsertSearchAttributes([
      { key: ATTRIBUTES.state, value: word },
      { key: ATTRIBUTES.owedMinor, value: owed },
      { key: ATTRIBUTES.needsHuman, value: state.raised.length > 0 },
      ...(assignee === null ? [] : [{ key: ATTRIBUTES.assignee, value: assignee }]),
      ...(first
        ? [
            { key: ATTRIBUTES.account, value: state.account as string },
            { key: ATTRIBUTES.currency, value: state.currency as string },
            { key: ATTRIBUTES.clearsAt, value: new Date(state.facts.clearsAtMs) },
          ]
        : []),
    ]);
  };
}

function changedMuch(before: number, now: number): boolean {
  if (before === 0 || now === 0) return before !== now;
  return Math.abs(now - before) * 100 >= before * MUCH_PERCENT;
}

function details(state: CaseState): string {
  const { facts } = state;
  if (facts === null) return `**${state.account}** in ${state.currency.toUpperCase()}: first look under way.`;
  const lines = [
    `**${state.account}** owes **${formatMoney(owedMinor(facts), state.currency)}** (case ${facts.number ?? 'not opened'}, ${coarse(state)})`,
    '',
    `- Balance: ${formatMoney(facts.availableMinor, state.currency)} available, ${formatMoney(facts.pendingMinor, state.currency)} on its way`,
    `- Negative since ${day(facts.negativeSinceMs)}; Stripe clears on ${day(facts.clearsAtMs)}`,
    `- Bank debit: ${debitLine(facts)}`,
    ...facts.claims.map(
      (claim) => `- Claim ${claim.claimId}: ${formatMoney(claim.openMinor, state.currency)} open`,
    ),
    ...state.asks.map(
      (ask) => `- Asked by ${ask.by}: ${ask.outcome}, waits for ${ask.waits ?? 'its first try'}`,
    ),
    ...(state.pause === null ? [] : [`- Paused by ${state.pause.by}: ${state.pause.reason}`]),
    ...(state.raised.length === 0
      ? []
      : ['', `**Needs a person:** ${state.raised.join(', ')}`, '', resolveHelp(state)]),
    '',
    ...state.timeline.slice(-12).map((line) => `- ${day(line.atMs)} ${line.what}`),
  ];
  return lines.join('\n');
}

function resolveHelp(state: CaseState): string {
  return `\`bin/recoup case resolve case:${state.account}:${state.currency} --outcome handled --by YOU --note WHY\`; other outcomes: ${RESOLUTIONS.filter((outcome) => outcome !== 'handled').join(', ')}.`;
}

function debitLine(facts: CaseFacts): string {
  const latest = facts.debit.debits[0];
  if (latest !== undefined)
    return `${latest.stage}${latest.failureCode === null ? '' : ` (${latest.failureCode})`}, ${latest.payout}`;
  if (facts.debit.possible !== 'yes') return `not possible: ${facts.debit.possible.replaceAll('_', ' ')}`;
  return facts.debit.enabled ? 'enabled, none seen yet' : 'not enabled yet';
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
