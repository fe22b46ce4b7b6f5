import { createHash } from 'node:crypto';

/** A stored answer: Stripe replays status and body of the first execution, its failures and 500s included. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
  readonly requestId: string;
  /** What was asked: another request under the same key is refused. */
  readonly fingerprint: string;
  /** Wall epoch ms. */
  readonly storedAtMs: number;
}

export type KeyState =
  | { readonly kind: 'new' }
  | { readonly kind: 'in-use' }
  | { readonly kind: 'changed' }
  | { readonly kind: 'replay'; readonly answer: StoredAnswer };

/** Stripe keeps keys for at least 24 hours of wall time; here exactly that, so that a client that counts on more fails. */
export const KEY_LIFETIME_MS = 24 * 3_600_000;

/** Idempotency keys by calling account, in the order in which they were stored. */
export class IdempotencyKeys {
  private readonly answers = new Map<string, StoredAnswer>();
  private readonly inUse = new Set<string>();

  constructor(private readonly wallMs: () => number) {}

  /** What a request under this key meets. */
  look(scopedKey: string, fingerprint: string): KeyState {
    this.pruneOld();
    if (this.inUse.has(scopedKey)) return { kind: 'in-use' };
    const answer = this.answers.get(scopedKey);
    if (answer === undefined) return { kind: 'new' };
    return answer.fingerprint === fingerprint ? { kind: 'replay', answer } : { kind: 'changed' };
  }

  begin(scopedKey: string): void {
    this.inUse.add(scopedKey);
  }

  /** The request is over; its answer, if one is to be kept, was stored before. */
  end(scopedKey: string): void {
    this.inUse.delete(scopedKey);
  }

  store(scopedKey: string, answer: StoredAnswer): void {
    this.answers.set(scopedKey, answer);
  }

  /** Forgets every stored key, as Stripe may after 24 hours. Returns how many there were. */
  forgetAll(): number {
    const count = this.answers.size;
    this.answers.clear();
    return count;
  }

  forget(scopedKey: string): boolean {
    return this.answers.delete(scopedKey);
  }

  entries(): readonly (readonly [string, StoredAnswer])[] {
    this.pruneOld();
    return [...this.answers];
  }

  private pruneOld(): void {
    const oldest = this.wallMs() - KEY_LIFETIME_MS;
    for (const [key, answer] of this.answers) {
      if (answer.storedAtMs > oldest) return;
      this.answers.delete(key);
    }
  }
}

/** Keys belong to the account that the call is made for. */
export function scopeKey(account: string | null, key: string): string {
  return `${account ?? ''} ${key}`;
}

/** A digest of method, path and parameters, whatever the order in which the parameters came. */
export function fingerprintOf(method: string, pathname: string, params: unknown): string {
  return createHash('sha256')
    .update(`${method} ${pathname} ${canonical(params)}`)
    .digest('base64url');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
