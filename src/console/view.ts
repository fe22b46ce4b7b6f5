import type { Clock } from '../domain/clock';
import type { Health } from './queries/health';

/** What every page knows besides its own rows. */
export interface View {
  readonly clock: Clock;
  /** Wall time, epoch ms: ages are counted from it. */
  readonly nowMs: number;
  /** The same instant by the clock. */
  readonly clockNowMs: number;
  readonly health: Health;
  readonly temporalReachable: boolean;
  /** Address of the Temporal UI without a slash at its end; null where none is known. */
  readonly temporalUiUrl: string | null;
  readonly namespace: string;
}

/** A workflow's page in the Temporal UI, its newest run. */
export function workflowUrl(view: View, workflowId: string): string | null {
  if (view.temporalUiUrl === null) return null;
  const namespace = encodeURIComponent(view.namespace);
  return `${view.temporalUiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}
