/** How a person may end or steer a case. Each has consequences that the next look agrees with. */
export const RESOLUTIONS = ['handled', 'waitForClearing', 'keepCollecting', 'agency'] as const;
export type ResolutionOutcome = (typeof RESOLUTIONS)[number];

export interface Resolution {
  /** Who says so, as recorded; a message is not authenticated. */
  readonly by: string;
  readonly outcome: ResolutionOutcome;
  readonly note?: string;
}

/** A person's stop on money, holds and seller notices. Looking, booking, the gate and day 180 go on. */
export interface Pause {
  readonly by: string;
  readonly reason: string;
  /** Clock instant at which it ends by itself, or null. */
  readonly untilMs: number | null;
}

type Said =
  | {
      readonly kind: 'resolved';
      readonly by: string;
      readonly outcome: ResolutionOutcome;
      readonly note: string | null;
    }
  | { readonly kind: 'paused'; readonly by: string; readonly reason: string; readonly untilMs: number | null }
  | { readonly kind: 'resumed'; readonly by: string }
  | { readonly kind: 'assigned'; readonly by: string; readonly to: string | null }
  | { readonly kind: 'refusedMessage'; readonly by: string; readonly problem: string }
  /** The gate was not answered in time: the policy's default stands. */
  | { readonly kind: 'defaulted'; readonly by: 'policy'; readonly outcome: 'keepCollecting' | 'agency' };

/** What a person said, until the store has it as a decision. Number and instant (clock) name it. */
export type Choice = Said & { readonly id: number; readonly atMs: number };
export type NewChoice = Said;

const LONGEST_TEXT = 500;

function readText(what: string, value: unknown, need: 'required' | 'optional'): string | null {
  if (value === undefined || value === null || value === '') {
    return need === 'optional'
      ? null
      : `${what} is missing: say ${what === 'by' ? 'who decides, by name or address' : `a ${what}`}`;
  }
  if (typeof value !== 'string') return `${what} must be text`;
  return value.length > LONGEST_TEXT ? `${what} is longer than ${LONGEST_TEXT} characters` : null;
}

/** The problem with a message that came from outside, as one sentence, or null. Never throws. */
export function resolutionProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'the input must be one object: {"by": "...", "outcome": "...", "note": "..."}';
  }
  const message = value as { readonly [key: string]: unknown };
  const unknownKey = Object.keys(message).find((key) => !['by', 'outcome', 'note'].includes(key));
  if (unknownKey !== undefined) return `"${unknownKey}" is not known: use by, outcome and note`;
  if (!RESOLUTIONS.includes(message.outcome as ResolutionOutcome)) {
    return `outcome ${JSON.stringify(message.outcome ?? null)} is not known: use one of ${RESOLUTIONS.join(', ')}`;
  }
  return readText('by', message.by, 'required') ?? readText('note', message.note, 'optional');
}

export function pauseProblem(value: unknown): string | null {
  const message = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly [key: string]: unknown;
  };
  const text = readText('by', message.by, 'required') ?? readText('reason', message.reason, 'required');
  if (text !== null) return text;
  const until = message.until ?? null;
  if (until !== null && (typeof until !== 'string' || Number.isNaN(Date.parse(until)))) {
    return `until ${JSON.stringify(until)} is not a date: use ISO 8601 such as 2027-03-01T00:00:00Z, or null`;
  }
  return null;
}

export function personProblem(value: unknown): string | null {
  const message = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly [key: string]: unknown;
  };
  return readText('by', message.by, 'required') ?? readText('to', message.to, 'optional');
}
