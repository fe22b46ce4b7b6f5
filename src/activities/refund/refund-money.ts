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
  return deps.moveMoney(move, {
    kind: move.kind === 'refund' ? 'refund' : `refund_${move.kind}`,
    subject: refundWorkflowId(ref.subject),
    // Who asked cannot be the second person who approves it.
    actor: move.kind === 'refund' ? await asker(deps, ref) : 'recoup',
    inputs: { refund: ref.subject, ...grounds } as unknown as Json,
    reason: reasonOf(move, grounds),
    policyHash: deps.policy.hash,
  });
}

async function asker(deps: ActivityDeps, { subject }: RefundRef): Promise<string> {
  const row = await readRefund(deps.db, subject);
  return row?.requested_by ?? 'recoup';
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
