import { ASK_OUTCOMES, type AskOutcome } from './asks';

/** What steers or ends a case and moves no money: acts by signal and by update alike. */
export const STEERING = ['handled', 'waitForClearing', 'keepCollecting', 'agency', 'reject'] as const;
export type Steering = (typeof STEERING)[number];

/** How a person may end or steer a case. Each has consequences that the next look agrees with. */
export const RESOLUTIONS = [...STEERING, ...ASK_OUTCOMES] as const;
export type ResolutionOutcome = Steering | AskOutcome;

export type GateAnswer = 'keepCollecting' | 'agency' | 'reject';

export interface Resolution {
  /** Who says so, as recorded; a message is not authenticated. */
  readonly by: string;
  readonly outcome: ResolutionOutcome;
  readonly note?: string | null;
  /** Minor units of the case's currency. `forgive`, `advance`: absent is all of the shortfall. */
  readonly amountMinor?: number | null;
  /** `paidOutside`: what names the payment at the bank. */
  readonly reference?: string | null;
  /** `writeOffClaim`: absent is every open claim. */
  readonly claim?: string | null;
}

/** A person's stop on money, holds and seller notices. Looking, booking, the gate and day 180 go on. */
export interface Pause {
  readonly by: string;
  readonly reason: string;
  /** Clock instant at which it ends by itself, or null. */
  readonly untilMs: number | null;
}

/** What an answer that moves or lets go of money names. */
interface Particulars {
  readonly amountMinor: number | null;
  readonly reference: string | null;
  readonly claim: string | null;
}

type Said =
  | ({
      readonly kind: 'resolved';
      readonly by: string;
      readonly outcome: ResolutionOutcome;
      readonly note: string | null;
    } & Particulars)
  /** Came by signal and would move money or let it go: it waits for a command by a named person. */
  | ({
      readonly kind: 'proposed';
      readonly by: string;
      readonly outcome: AskOutcome;
      readonly note: string | null;
    } & Particulars)
  | { readonly kind: 'paused'; readonly by: string; readonly reason: string; readonly untilMs: number | null }
  | { readonly kind: 'resumed'; readonly by: string }
  | { readonly kind: 'assigned'; readonly by: string; readonly to: string | null }
  | { readonly kind: 'refusedMessage'; readonly by: string; readonly problem: string }
  /** The gate was not answered in time: the policy's default stands. */
  | { readonly kind: 'defaulted'; readonly by: 'policy'; readonly outcome: 'keepCollecting' | 'agency' };

/** What a person said, until the store has it as a decision. Number and instant (clock) name it. */
export type Choice = Said & { readonly id: number; readonly atMs: number };
export type NewChoice = Said;

export const isAsk = (outcome: ResolutionOutcome): outcome is AskOutcome =>
  ASK_OUTCOMES.some((ask) => ask === outcome);

/** A message as a choice, what it leaves out being null. */
export function resolvedChoice(message: Resolution): Extract<NewChoice, { kind: 'resolved' }> {
  const { by, outcome, note = null, amountMinor = null, reference = null, claim = null } = message;
  return { kind: 'resolved', by, outcome, note, amountMinor, reference, claim };
}
