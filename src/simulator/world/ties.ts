import type { Core } from './core';
import type { JsonObject } from './port';

/** What a transfer is for; `debit` goes from a seller to the platform, the others to a seller. */
export type Role = 'part' | 'earnings' | 'give_back' | 'credit' | 'debit' | 'other';

export interface Tie extends JsonObject {
  /** The sale that it belongs to; null where it belongs to none. */
  readonly charge: string | null;
  readonly role: Role;
}

export const tieOf = (core: Core, transfer: string): Tie =>
  core.note<Tie>('tie', transfer) ?? { charge: null, role: 'other' };

export function setTie(core: Core, transfer: string, tie: Tie): void {
  core.setNote('tie', transfer, tie);
}

/** The sale that a dispute or refund is about; null for anything else. */
export const chargeOfCause = (core: Core, cause: string): string | null =>
  core.note<{ charge: string }>('cause', cause)?.charge ?? null;

export function setCause(core: Core, cause: string, charge: string): void {
  core.setNote('cause', cause, { charge });
  core.setNote('undone', charge, { cause });
}

/** Whether the story ever undid this sale, by a dispute or a refund. */
export const isUndone = (core: Core, charge: string): boolean => core.note('undone', charge) !== null;

/** The sale that a key's cause is about; null where it is about none, or there is no key. */
export function chargeOfKey(core: Core, metadata: JsonObject): string | null {
  const text = metadata['recoup_key'];
  const key = typeof text === 'string' ? parseKey(text) : null;
  return key === null ? null : chargeOfCause(core, key.cause);
}

/** `recoup_key` as it is written into metadata: `recoup:v1:<kind>:<cause>:<object>:<n>`. */
export interface Key {
  readonly kind: string;
  /** May contain a colon itself: `other:acct_1`. */
  readonly cause: string;
}

export function parseKey(key: string): Key | null {
  const parts = key.split(':');
  const [product, version, kind] = parts;
  if (product !== 'recoup' || version !== 'v1' || kind === undefined || parts.length < 6) return null;
  return { kind, cause: parts.slice(3, -2).join(':') };
}
