import { checkParameters, ParameterFailure } from '../api/check-parameters';
import type { State } from '../state';
import type { Params, StripeObject } from '../world/port';
import { answerWith, type ApiAnswer } from './answer';
import type { Call } from './call';
import { checkExpand, expand } from './expand';
import { failures } from './failures';
import { pageOf, takePageRequest } from './pages';
import type { Route } from './router';

/**
 * Checks everything that can be checked without executing, and gives back the execution.
 * @throws StripeFailure, after which nothing is to be stored
 */
export function prepareCall(state: State, call: Call): () => ApiAnswer {
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
  const whole = operation.page;
  const isWhole = whole !== undefined && Object.keys(filters).length === 0;
  return () => {
    const direct = isWhole ? whole(state.world, caller, page) : null;
    const { data, hasMore } = direct ?? pageOf(list(filters as Params), page, () => list({}));
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
