import type { RawValue } from '../api/check-parameters';
import type { Caller, Operation } from '../world/port';
import { failures } from './failures';
import { parseForm } from './form';
import { fingerprintOf, scopeKey } from './idempotency';
import type { Route } from './router';

export interface ApiRequest {
  readonly method: string;
  readonly pathname: string;
  /** Query of a GET, form of the others, undecoded. */
  readonly form: string;
  readonly headers: {
    readonly authorization?: string | undefined;
    readonly account?: string | undefined;
    readonly version?: string | undefined;
    readonly idempotencyKey?: string | undefined;
  };
}

const LONGEST_KEY = 255;

/** One call on its way, with its parameters still as they came. */
export class Call {
  readonly raw: Readonly<Record<string, RawValue>>;
  readonly caller: Caller;
  readonly scopedKey: string | undefined;
  readonly fingerprint: string;

  constructor(
    readonly request: ApiRequest,
    readonly route: Route,
    readonly operation: Operation,
    readonly requestId: string,
  ) {
    const { account, idempotencyKey: key } = request.headers;
    this.raw = readForm(request.form);
    this.caller = { account: account ?? null };
    if (key !== undefined && key.length > LONGEST_KEY) throw failures.keyTooLong();
    const keyed = key !== undefined && request.method === 'POST';
    this.scopedKey = keyed ? scopeKey(this.caller.account, key) : undefined;
    this.fingerprint = keyed ? fingerprintOf(request.method, request.pathname, this.raw) : '';
  }
}

function readForm(form: string): Record<string, RawValue> {
  try {
    return parseForm(form);
  } catch (error) {
    throw failures.unreadable(error instanceof Error ? error.message : String(error));
  }
}
