import { randomBytes } from 'node:crypto';
import { API_VERSION } from '../api/overrides';
import type { FaultRule } from '../faults/rule';
import type { State } from '../state';
import { operations } from '../world/operations';
import type { Operation } from '../world/port';
import { refusalsAnswered, type ApiAnswer } from './answer';
import { authenticate } from './authenticate';
import { Call, type ApiRequest } from './call';
import { failures } from './failures';
import { prepareCall } from './prepare-call';
import type { RateLimit } from './rate-limit';
import { findRoute, type Route } from './router';

const DEFAULT_SLOW_MS = 50;

/** Refusals of the front door, after which Stripe remembers nothing under the idempotency key. */
const UNREMEMBERED = new Set([401, 403, 409, 429]);

/** Answers one call as Stripe would, and has its effect in the journal before it returns. */
export function answerCall(state: State, rateLimit: RateLimit | undefined, request: ApiRequest): ApiAnswer {
  state.apiCalls += 1;
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

/** Under a fault or without. A fault strikes repeated calls too, but what is stored for them stays. */
function answerRoute(state: State, call: Call): ApiAnswer {
  const fault = state.faults.forCall(call.route.operation.id);
  switch (fault?.kind) {
    case undefined:
      return answerKeyed(state, call, () => prepareCall(state, call));
    case 'api-keys-pruned':
      state.forgetKeys();
      return answerKeyed(state, call, () => prepareCall(state, call));
    case 'api-rate-limit':
      throw failures.rateLimited();
    case 'api-conflict':
      throw failures.locked();
    case 'api-timeout-before':
      return { status: 0, headers: {}, body: '', lost: true };
    case 'api-timeout-after':
      return { ...answerKeyed(state, call, () => prepareCall(state, call)), lost: true };
    case 'api-slow':
      return delayed(state, call, fault.rule);
    case 'api-error-before':
      answerKeyed(state, call, () => {
        prepareCall(state, call);
        return throwServerError;
      });
      throw failures.serverError();
    case 'api-error-after':
      answerKeyed(state, call, () => {
        const execute = prepareCall(state, call);
        return () => {
          execute();
          return throwServerError();
        };
      });
      throw failures.serverError();
  }
}

/** The stored answer of the call's key, or the call's own, which is then stored. */
function answerKeyed(state: State, call: Call, prepare: () => () => ApiAnswer): ApiAnswer {
  const { scopedKey, fingerprint, requestId } = call;
  if (scopedKey === undefined) return prepare()();
  const key = call.request.headers.idempotencyKey ?? '';
  const known = state.keys.look(scopedKey, fingerprint);
  switch (known.kind) {
    case 'in-use':
      throw failures.keyInUse(key);
    case 'changed':
      throw failures.keyChanged(key);
    case 'replay': {
      const { status, body, requestId: original } = known.answer;
      return { status, body, headers: { 'Idempotent-Replayed': 'true', 'Original-Request': original } };
    }
    case 'new': {
      const execute = prepare();
      const answer = refusalsAnswered(state, execute);
      if (!UNREMEMBERED.has(answer.status)) {
        const { status, body } = answer;
        state.storeAnswer(scopedKey, { status, body, fingerprint, requestId, storedAtMs: state.wallMs() });
      }
      return answer;
    }
  }
}

/** The effect is there and its answer on the way; until it is out, the key is in use. */
function delayed(state: State, call: Call, rule: FaultRule): ApiAnswer {
  const answer = answerKeyed(state, call, () => prepareCall(state, call));
  const { scopedKey } = call;
  if (scopedKey !== undefined) state.keys.begin(scopedKey);
  const done = (): void => {
    if (scopedKey !== undefined) state.keys.end(scopedKey);
  };
  return { ...answer, delayMs: rule.delayMs ?? DEFAULT_SLOW_MS, done };
}

function throwServerError(): never {
  throw failures.serverError();
}

function operationOf(route: Route): Operation | undefined {
  return (operations as Readonly<Record<string, Operation>>)[route.operation.id];
}
