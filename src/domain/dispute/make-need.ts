import { disputeWorkflowId, type DisputeId } from '../ids';
import type { AttentionKind, DisputeAttention } from './steps';

/** `command`: null where none answers it; by default a hint does. */
export type MakeNeed = (
  kind: AttentionKind,
  object: string,
  message: string,
  command?: string | null,
) => DisputeAttention;

/** Attention about one dispute: its key names the kind and, where there can be several, the object. */
export function needsOfDispute(dispute: DisputeId): MakeNeed {
  const subject = disputeWorkflowId(dispute);
  const hint = `temporal workflow signal --workflow-id ${subject} --name hint`;
  return (kind, object, message, command = hint) => ({
    key: `${subject}:${kind}${object === '' ? '' : `:${object}`}`,
    kind,
    message,
    command,
  });
}
