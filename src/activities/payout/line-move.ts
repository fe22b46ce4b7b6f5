import { otherCause } from '../../domain/ids';
import { formatMoney } from '../../domain/money';
import type { EarningsMove, PayoutMove } from '../../domain/moves';
import type { PlannedLine } from '../../domain/payout/line';
import type { DecisionInput } from '../../store/ports';
import type { ActivityDeps } from '../deps';
import type { LineTarget } from './line-target';

/** The move that pays a line. Everything that its outcome needs to be written down travels with it. */
export function moveOfLine(line: PlannedLine, target: LineTarget): EarningsMove | PayoutMove {
  const base = {
    cause: otherCause(line.account),
    part: 'principal' as const,
    account: line.account,
    amountMinor: target.targetMinor,
    currency: line.currency,
    n: line.version,
    workflowId: line.run,
    claimId: null,
    line: line.lineId,
    date: line.date,
    grossMinor: target.grossMinor,
    withheldMinor: target.withheldMinor,
    reserve: target.reserve,
  };
  return line.mode === 'transfer'
    ? { ...base, kind: 'earnings', offsets: target.offsets }
    : { ...base, kind: 'payout' };
}

/** The decision about a line, with the working that led to its number. */
export function decisionOn(
  { policy }: Pick<ActivityDeps, 'policy'>,
  line: PlannedLine,
  target: LineTarget,
): DecisionInput {
  const money = (amountMinor: number): string => formatMoney(amountMinor, line.currency);
  return {
    kind: 'payout_line',
    subject: line.run,
    actor: 'recoup',
    inputs: {
      line: line.lineId,
      account: line.account,
      grossMinor: target.grossMinor,
      verdict: target.verdict,
      working: target.working.map((row) => ({ ...row })),
    },
    reason:
      target.verdict === 'pay'
        ? `of ${money(target.grossMinor)} for ${line.account}, ${money(target.targetMinor)} is sent`
        : `of ${money(target.grossMinor)} for ${line.account} nothing is sent: ${whyNot(target)}`,
    policyHash: policy.hash,
  };
}

/** Why nothing of it is sent, in words. */
export function whyNot(target: LineTarget): string {
  const last = target.working.at(-1);
  switch (target.verdict) {
    case 'hold':
      return last?.why ?? 'the policy holds it';
    case 'below_minimum':
      return 'it is below the smallest payout';
    case 'nothing':
      return target.grossMinor === 0 ? 'there is nothing' : 'all of it is kept back';
    case 'pay':
      return 'it is to be sent';
  }
}
