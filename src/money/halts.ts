import type { Check } from '../domain/account/finding';
import type { Moment } from '../domain/clock';
import type { Json } from '../domain/json';
import { formatMoney } from '../domain/money';
import type { Move } from '../domain/moves';
import { haltKey, settleHalt } from '../store/account-halts';
import { raiseAttention } from '../store/attention';
import type { Tx } from '../store/database';
import { queueNotice } from '../store/notices';
import { openReview } from '../store/reviews';
import type { DoorDeps } from './deps';
import { flowOf, type Preflight } from './preflight';

/** A case, a dispute and what has set a hold are followed, and told of, by flows of their own. */
const TOLD_ELSEWHERE: readonly Check[] = ['hold', 'open_case', 'open_dispute'];

/** What was found, for the decision. */
export function findingsIn(preflight: Preflight): { readonly findings?: Json } {
  if (preflight.kind === 'unavailable' || preflight.findings.length === 0) return {};
  return { findings: preflight.findings.map((one) => ({ ...one })) };
}

/** The team hears once of what has stopped an account's money, however many moves it stops after that. */
export async function tellOfHalt(
  deps: Pick<DoorDeps, 'raiseWake'>,
  tx: Tx,
  move: Move,
  preflight: Preflight,
  at: Moment,
): Promise<void> {
  const flow = flowOf(move);
  if (flow === null || preflight.kind !== 'halt') return;
  const told = preflight.findings.filter(({ check }) => !TOLD_ELSEWHERE.includes(check));
  if (told.length === 0) return;
  const { account } = move;
  const what = `A ${flow.replaceAll('_', ' ')} of ${formatMoney(move.amountMinor, move.currency)} to ${account}`;
  const saw = told.map((one) => one.saw);
  const clears = [...new Set(told.map((one) => one.clears))];
  const attention = {
    key: haltKey(account, flow),
    subject: `account:${account}`,
    kind: 'preflight_halt',
    message: `${what} was stopped before it was sent: ${saw.join('; ')}. What clears it: ${clears.join('; ')}. It is asked for again when that changes, and not before.`,
    command: null,
  };
  if (!(await raiseAttention(tx, attention, at))) return;
  const why = { kind: 'preflight' as const, flow, currency: move.currency, atMs: at.clockMs };
  await openReview(tx, deps.raiseWake, account, why, at);
  const notice = {
    subject: `account:${account}`,
    // Another halt after this one is over is told again.
    rung: `preflight:${flow}:${at.clockMs}`,
    audience: 'team' as const,
    template: 'preflightHalt',
    params: { account, flow, amountMinor: move.amountMinor, currency: move.currency, saw, clears },
    account,
  };
  await queueNotice(tx, notice, at.wallMs, at);
}

/** Money of the move's flow passes again. */
export async function settleHaltOf(tx: Tx, move: Move, at: Moment): Promise<void> {
  const flow = flowOf(move);
  if (flow !== null) await settleHalt(tx, move.account, flow, at);
}
