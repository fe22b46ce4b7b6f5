import type { Policy } from '../domain/policy/policy';

/** Where a visitor can look, and what the policy does where nobody answers. */
export interface Lookout {
  readonly console: string;
  readonly temporalUi: string;
  readonly namespace: string;
  readonly gate: Policy['gate'];
}

export interface Asked {
  readonly kind: string;
  /** What it is about: a workflow's id, an account, a notice. */
  readonly subject: string;
  readonly command: string | null;
}

/** What stands below a line that asks for a person: the exact command; of the gate also where to look and what then. */
export function attentionLines({ kind, subject, command }: Asked, lookout: Lookout): string[] {
  const answer = command === null ? [] : [`answer it: ${command}`];
  if (kind !== 'gate') return answer;
  const { repeatDays, default: byDefault } = lookout.gate;
  const workflow = encodeURIComponent(subject);
  return [
    ...answer,
    `look at it: ${lookout.console}/workflows/${workflow}`,
    `            ${lookout.temporalUi}/namespaces/${lookout.namespace}/workflows/${workflow}`,
    `unanswered: asked again on days ${repeatDays.join(', ')}, louder each time; then the policy decides: ${byDefault}`,
  ];
}
