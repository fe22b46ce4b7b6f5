import { type AskOutcome, UPDATE_ID } from './asks';
import { RESOLUTIONS, type ResolutionOutcome } from './people';

const LONGEST_TEXT = 500;

interface Message {
  readonly [key: string]: unknown;
}

/** Which particulars an answer takes, and whether it needs them. */
type Needs = { readonly [field in 'amountMinor' | 'reference' | 'claim']: 'required' | 'optional' | 'none' };
const NOTHING: Needs = { amountMinor: 'none', reference: 'none', claim: 'none' };
const PARTICULARS: { readonly [outcome in AskOutcome]: Needs } = {
  forgive: { ...NOTHING, amountMinor: 'optional' },
  advance: { ...NOTHING, amountMinor: 'optional' },
  paidOutside: { ...NOTHING, amountMinor: 'required', reference: 'required' },
  writeOffClaim: { ...NOTHING, claim: 'optional' },
};
const FIELDS = ['by', 'outcome', 'note', 'amountMinor', 'reference', 'claim'];

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

function textProblem(what: string, value: unknown, need: 'required' | 'optional'): string | null {
  if (isAbsent(value)) {
    if (need === 'optional') return null;
    return `${what} is missing: say ${what === 'by' ? 'who decides, by name or address' : `a ${what}`}`;
  }
  if (typeof value !== 'string') return `${what} must be text`;
  return value.length > LONGEST_TEXT ? `${what} is longer than ${LONGEST_TEXT} characters` : null;
}

/** The problem with a message that came from outside, as one sentence, or null. Never throws. */
export function resolutionProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'the input must be one object: {"by": "...", "outcome": "...", "note": "..."}';
  }
  const message = value as Message;
  const unknownKey = Object.keys(message).find((key) => !FIELDS.includes(key));
  if (unknownKey !== undefined) return `"${unknownKey}" is not known: use ${FIELDS.join(', ')}`;
  const { outcome } = message;
  if (!RESOLUTIONS.includes(outcome as ResolutionOutcome)) {
    return `outcome ${JSON.stringify(outcome ?? null)} is not known: use one of ${RESOLUTIONS.join(', ')}`;
  }
  return (
    textProblem('by', message['by'], 'required') ??
    textProblem('note', message['note'], 'optional') ??
    particularsProblem(outcome as ResolutionOutcome, message)
  );
}

function particularsProblem(outcome: ResolutionOutcome, message: Message): string | null {
  const needs = Object.entries(PARTICULARS).find(([ask]) => ask === outcome)?.[1] ?? NOTHING;
  for (const field of ['amountMinor', 'reference', 'claim'] as const) {
    const value = message[field];
    if (isAbsent(value)) {
      if (needs[field] === 'required') return `${outcome} needs ${field}`;
      continue;
    }
    if (needs[field] === 'none') return `${outcome} takes no ${field}`;
    const problem = field === 'amountMinor' ? amountProblem(value) : textProblem(field, value, 'required');
    if (problem !== null) return problem;
  }
  return null;
}

function amountProblem(value: unknown): string | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
    ? null
    : `amountMinor ${JSON.stringify(value)} must be a whole number of minor units above zero, such as 1250 for 12.50`;
}

export function pauseProblem(value: unknown): string | null {
  const message = readObject(value);
  const text =
    textProblem('by', message['by'], 'required') ?? textProblem('reason', message['reason'], 'required');
  if (text !== null) return text;
  const until = message['until'] ?? null;
  if (until !== null && (typeof until !== 'string' || Number.isNaN(Date.parse(until)))) {
    return `until ${JSON.stringify(until)} is not a date: use ISO 8601 such as 2027-03-01T00:00:00Z, or null`;
  }
  return null;
}

export function personProblem(value: unknown): string | null {
  const message = readObject(value);
  return textProblem('by', message['by'], 'required') ?? textProblem('to', message['to'], 'optional');
}

/** The id of an update that moves money becomes a part of its key. */
export function updateIdProblem(updateId: string): string | null {
  return UPDATE_ID.test(updateId)
    ? null
    : `the update id ${JSON.stringify(updateId)} cannot name a move of money: use at most 64 letters, digits, dots, dashes and underscores`;
}

const readObject = (value: unknown): Message =>
  typeof value === 'object' && value !== null ? (value as Message) : {};
