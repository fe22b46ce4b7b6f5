import type { RefundGrounds, RefundRef } from '../../domain/refund/perform';
import { refundWorkflowId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import { formatMoney } from '../../domain/money';
import type { Move, MoveOutcome } from '../../domain/moves';
import { readRefund } from '../../store/refunds';
import type { ActivityDeps } from '../deps';

/** Through the door, with the figures that the flow saw as the decision's inputs. */
export async function moveForRefund(
  deps: ActivityDeps,
  ref: RefundRef,
  move: Move,
  grounds: RefundGrounds,
): Promise<MoveOutcome> {
  const row = move.kind === 'refund' ? await readRefund(deps.db, ref.subject) : null;
  if (row !== null && row.closed_clock !== null) {
    // Said to be given up: a run that was reset to before that must not make it after all.
    return { kind: 'held', reason: { why: 'preflight', failed: [`${ref.subject} was given up`] } };
  }
  return deps.moveMoney(move, {
    kind: move.kind === 'refund' ? 'refund' : `refund_${move.kind}`,
    subject: refundWorkflowId(ref.subject),
    // Who asked cannot be the second person who approves it.
    actor: row?.requested_by ?? 'recoup',
    inputs: { refund: ref.subject, ...grounds } as unknown as Json,
    reason: reasonOf(move, grounds),
    policyHash: deps.policy.hash,
  });
}

function reasonOf(move: Move, { line }: RefundGrounds): string {
  if (move.kind === 'refund') {
    return `asked for: ${formatMoney(move.amountMinor, move.currency)} of ${move.charge}`;
  }
  if (line === null) return 'the same move again, to learn what became of it';
  const money = (minor: number): string => formatMoney(minor, line.currency);
  const bears = `${move.account} should bear ${money(line.targetMinor)} and bears ${money(line.takenMinor + line.openClaimsMinor)}`;
  return line.writtenOffMinor === 0 ? bears : `${bears}; ${money(line.writtenOffMinor)} was let go`;
}
