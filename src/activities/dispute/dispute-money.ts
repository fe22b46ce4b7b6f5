import type { DisputeRef, MoveGrounds } from '../../domain/dispute/perform';
import { disputeWorkflowId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import { formatMoney } from '../../domain/money';
import type { Move, MoveOutcome } from '../../domain/moves';
import type { ActivityDeps } from '../deps';

/** Through the door, with the figures that the flow saw as the decision's inputs. */
export async function moveForDispute(
  deps: ActivityDeps,
  ref: DisputeRef,
  move: Move,
  grounds: MoveGrounds,
): Promise<MoveOutcome> {
  return deps.moveMoney(move, {
    kind: `dispute_${move.kind}`,
    subject: disputeWorkflowId(ref.dispute),
    actor: 'recoup',
    inputs: { dispute: ref.dispute, ...grounds } as unknown as Json,
    reason: reasonOf(move, grounds),
    policyHash: deps.policy.hash,
  });
}

function reasonOf(move: Move, { line }: MoveGrounds): string {
  if (line === null) return 'the same move again, to learn what became of it';
  const money = (minor: number): string => formatMoney(minor, line.currency);
  const bears = `${move.account} should bear ${money(line.targetMinor)} (${line.part}) and bears ${money(line.takenMinor + line.openClaimsMinor)}`;
  return line.writtenOffMinor === 0 ? bears : `${bears}; ${money(line.writtenOffMinor)} was let go`;
}
