import { randomBytes } from 'node:crypto';
import { checkParameters, ParameterFailure, type RawValue } from '../api/check-parameters';
import { API_VERSION } from '../api/overrides';
import type { State } from '../state';
import { operations } from '../world/operations';
import { StripeFailure, type Caller, type Operation, type Params, type StripeObject } from '../world/port';
import { checkExpand, expand } from './expand';
import { failures } from './failures';
import { parseForm } from './form';
import { fingerprintOf, scopeKey } from './idempotency';
import { pageOf, takePageRequest } from './pages';
import type { RateLimit } from './rate-limit';
import { findRoute, type Route } from './router';

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

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The connection ends without the answer. */
  readonly lost?: true;
  /** The answer goes out after this much wall time. */
  readonly delayMs?: number;
  /** To be called once the answer is out. */
  readonly done?: () => void;
}

const LONGEST_KEY = 255;
const DEFAULT_SLOW_MS = 50;
/** Refusals of the front door, after which Stripe remembers nothing under the idempotency key. */
const UNREMEMBERED = new Set([401, 403, 409, 429]);

/** Answers one call as Stripe would, and has its effect in the journal before it returns. */
export function answerCall(state: State, rateLimit: RateLimit | undefined, request: ApiRequest): ApiAnswer {
  const requestId = `req_${randomBytes(7).toString('hex')}`;
  const { version, idempotencyKey } = request.headers;
  const headers = {
    'Request-Id': requestId,
    'Stripe-Version': version ?? API_VERSION,
    ...(idempotencyKey !== undefined && { 'Idempotency-Key': idempotencyKey }),
  };
  const answer = refusalsAnswered(state, () => {
    authenticate(request.headers.authorization);
    if (rateLimit?.take() === false) throw failures.rateLimited();
    const route = findRoute(request.method, request.pathname);
    const operation = route && operationOf(route);
    if (route === undefined || operation === undefined) {
      throw failures.unknownUrl(request.method, request.pathname);
    }
    return answerRoute(state, new Call(request, route, operation, requestId));
  });
  state.flush();
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

/** One call on its way, with its parameters still as they came. */
class Call {
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

function answerRoute(state: State, call: Call): ApiAnswer {
  const { request, route, scopedKey } = call;
  const fault = state.faults.forCall(route.operation.id);
  if (fault?.kind === 'api-keys-pruned') state.forgetKeys();
  if (fault?.kind === 'api-timeout-before') return { status: 0, headers: {}, body: '', lost: true };
  if (fault?.kind === 'api-rate-limit') throw failures.rateLimited();
  if (fault?.kind === 'api-conflict') throw failures.locked();

  if (scopedKey !== undefined) {
    const known = state.keys.look(scopedKey, call.fingerprint);
    const key = request.headers.idempotencyKey ?? '';
    if (known.kind === 'in-use') throw failures.keyInUse(key);
    if (known.kind === 'changed') throw failures.keyChanged(key);
    if (known.kind === 'replay') {
      const { status, body, requestId } = known.answer;
      return { status, body, headers: { 'Idempotent-Replayed': 'true', 'Original-Request': requestId } };
    }
  }

  const execute = prepare(state, call);
  const executed = refusalsAnswered(state, () => {
    if (fault?.kind === 'api-error-before') throw failures.serverError();
    const answer = execute();
    if (fault?.kind === 'api-error-after') throw failures.serverError();
    return answer;
  });
  if (scopedKey !== undefined && !UNREMEMBERED.has(executed.status)) {
    const { status, body } = executed;
    const { fingerprint, requestId } = call;
    state.storeAnswer(scopedKey, { status, body, fingerprint, requestId, storedAtMs: state.wallMs() });
  }
  if (fault?.kind === 'api-timeout-after') return { ...executed, lost: true };
  if (fault?.kind === 'api-slow') {
    if (scopedKey !== undefined) state.keys.begin(scopedKey);
    const done = (): void => {
      if (scopedKey !== undefined) state.keys.end(scopedKey);
    };
    return { ...executed, delayMs: fault.rule.delayMs ?? DEFAULT_SLOW_MS, done };
  }
  return executed;
}

/** Checks everything that can be checked without executing. @throws StripeFailure, after which nothing is stored. */
function prepare(state: State, call: Call): () => ApiAnswer {
  const { route, operation, caller } = call;
  const { expand: paths = [], ...params } = checked(call) as { expand?: readonly string[] };
  checkExpand(route.operation.response, paths);
  const find = (id: string): StripeObject | null => state.world.find(id, caller);
  if (operation.kind === 'one') {
    return () => {
      const object = state.world.perform(operation, caller, route.path, params as Params) as StripeObject;
      noteEndpoint(state, route, object, params);
      return answerWith(expand(object, paths, find));
    };
  }
  const { page, filters } = takePageRequest(params);
  const list = (some: Params): readonly StripeObject[] =>
    state.world.perform(operation, caller, route.path, some) as readonly StripeObject[];
  return () => {
    const { data, hasMore } = pageOf(list(filters as Params), page, () => list({}));
    const answer: StripeObject = { object: 'list', data, has_more: hasMore, url: call.request.pathname };
    return answerWith(expand(answer, paths, find));
  };
}

function checked(call: Call): Record<string, unknown> {
  try {
    return checkParameters(call.route.operation.parameters, call.raw);
  } catch (error) {
    throw error instanceof ParameterFailure ? failures.parameter(error) : error;
  }
}

function noteEndpoint(
  state: State,
  route: Route,
  object: StripeObject,
  params: Record<string, unknown>,
): void {
  if (!route.operation.path.startsWith('/v1/webhook_endpoints') || route.operation.method === 'GET') return;
  if (route.operation.id === 'POST /v1/webhook_endpoints') {
    state.rememberEndpoint(state.endpoints.remember(object, params['connect'] === true));
  }
  state.endpoints.refresh();
}

function operationOf(route: Route): Operation | undefined {
  return (operations as Readonly<Record<string, Operation>>)[route.operation.id];
}

/** The work's answer, or the refusal that it threw as Stripe writes it. A defect of the simulator is a 500. */
function refusalsAnswered(state: State, work: () => ApiAnswer): ApiAnswer {
  try {
    return work();
  } catch (error) {
    if (error instanceof StripeFailure) return answerRefusal(error);
    state.defect(error instanceof Error ? error : new Error(String(error)));
    return answerRefusal(failures.serverError());
  }
}

function answerWith(object: StripeObject): ApiAnswer {
  return { status: 200, headers: {}, body: JSON.stringify(object) };
}

function answerRefusal(failure: StripeFailure): ApiAnswer {
  const { status, type, code, message, param } = failure;
  const docUrl = code === null ? {} : { code, doc_url: `https://stripe.com/docs/error-codes/${code}` };
  const error = { ...docUrl, message, ...(param !== null && { param }), type };
  const headers = status === 429 ? { 'Retry-After': '1', 'Stripe-Rate-Limited-Reason': 'global-rate' } : {};
  return { status, headers, body: JSON.stringify({ error }) };
}

function authenticate(authorization: string | undefined): void {
  const key = keyFrom(authorization ?? '');
  if (key === '') throw failures.missingKey();
  if (!key.startsWith('sk_test_')) throw failures.invalidKey(key);
}

/** Stripe takes the key as a bearer token or as the user of basic authentication. */
function keyFrom(authorization: string): string {
  const [scheme = '', credentials = ''] = authorization.split(' ');
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic') return '';
  return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? '';
}

function readForm(form: string): Record<string, RawValue> {
  try {
    return parseForm(form);
  } catch (error) {
    throw failures.unreadable(error instanceof Error ? error.message : String(error));
  }
}
