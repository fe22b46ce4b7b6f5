import { z } from 'zod';
import { API_FAULTS, WEBHOOK_FAULTS, type FaultRule } from '../faults/rule';
import type { State } from '../state';
import { StripeFailure, type JsonValue } from '../world/port';

export interface ControlRequest {
  readonly method: string;
  readonly pathname: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: string;
  readonly fromLoopback: boolean;
}

export interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

const faultRule = z.strictObject({
  kind: z.enum([...API_FAULTS, ...WEBHOOK_FAULTS]),
  match: z.string().optional(),
  skip: z.int().min(0).optional(),
  times: z.int().min(1).optional(),
  probability: z.number().min(0).max(1).optional(),
  copies: z.int().min(1).max(20).optional(),
  delayMs: z.int().min(0).optional(),
});

/**
 * What a person can do to the simulator by hand: ask how it stands, ask for faults, have somebody act. From this
 * machine only, and with JSON bodies, which a web page elsewhere cannot send unasked.
 */
export async function answerControl(state: State, request: ControlRequest): Promise<ControlAnswer> {
  const { method, pathname } = request;
  if (pathname === '/healthz') return ok({ status: 'ok' });
  if (pathname === '/readyz') return ok({ status: 'ok', needs: [] });
  if (!pathname.startsWith('/_simulator')) return refuse(404, `There is nothing at ${method} ${pathname}.`);
  if (method === 'GET' && pathname === '/_simulator/clock') return clockOf(state);
  if (!request.fromLoopback) return refuse(403, 'The controls answer to this machine only.');
  if (method === 'GET') return read(state, request);
  if (method === 'POST' && !request.contentType.startsWith('application/json')) {
    return refuse(415, 'Send the body as JSON, with the header Content-Type: application/json.');
  }
  state.catchUp();
  const answer = await change(state, request);
  state.flush();
  return answer;
}

/** From anywhere, for whoever wants to keep the same days. */
function clockOf({ time }: State): ControlAnswer {
  if (time.kind === 'ticking') return ok(time.clock);
  return refuse(404, 'This simulator’s clock is moved by hand: nobody else can keep its days.');
}

function read(state: State, { pathname, query }: ControlRequest): ControlAnswer {
  switch (pathname) {
    case '/_simulator':
      state.catchUp();
      state.flush();
      return ok({
        now: new Date(state.world.nowMs).toISOString(),
        nowMs: state.world.nowMs,
        platform: state.world.platformId,
        apiCalls: state.apiCalls,
        faultsFired: state.faults.firedCounts(),
        openDeliveries: state.deliveries.openDeliveries().length,
        defects: state.defects.map((error) => error.message),
        acts: Object.keys(state.world.acts),
      });
    case '/_simulator/faults':
      return ok(state.faults.status());
    case '/_simulator/verdict':
      return ok(state.world.verdict());
    case '/_simulator/told': {
      const after = Number(query.get('after') ?? '0');
      return ok(state.told.slice(Number.isSafeInteger(after) && after > 0 ? after : 0));
    }
    default:
      return refuse(404, `There is nothing at GET ${pathname}.`);
  }
}

async function change(state: State, { method, pathname, body }: ControlRequest): Promise<ControlAnswer> {
  if (method === 'DELETE' && pathname === '/_simulator/faults') {
    state.faults.clear();
    return ok({});
  }
  const faultId = /^\/_simulator\/faults\/(\d+)$/.exec(pathname)?.[1];
  if (method === 'DELETE' && faultId !== undefined) {
    return state.faults.remove(Number(faultId)) ? ok({}) : refuse(404, `There is no fault ${faultId}.`);
  }
  if (method !== 'POST') return refuse(405, `${pathname} does not take ${method}.`);
  if (pathname === '/_simulator/keys/forget') return ok({ forgotten: state.forgetKeys() });
  if (pathname === '/_simulator/settle') {
    await state.deliveries.settled();
    return ok({});
  }
  const input = parseJson(body);
  if (input === undefined) return refuse(400, 'The body is not JSON.');
  if (pathname === '/_simulator/faults') return addFault(state, input);
  const act = /^\/_simulator\/acts\/(\w+)$/.exec(pathname)?.[1];
  if (act !== undefined) return perform(state, act, input);
  return refuse(404, `There is nothing at POST ${pathname}.`);
}

function addFault(state: State, input: JsonValue): ControlAnswer {
  const parsed = faultRule.safeParse(input);
  if (!parsed.success) return refuse(400, z.prettifyError(parsed.error));
  return ok({ id: state.faults.add(parsed.data as FaultRule) });
}

/** Has somebody act: the body is the list of the act's arguments, as `World.acts` takes them. */
function perform(state: State, name: string, input: JsonValue): ControlAnswer {
  const acts = state.world.acts as unknown as Record<string, ((...args: unknown[]) => unknown) | undefined>;
  const act = Object.hasOwn(acts, name) || name in acts ? acts[name] : undefined;
  if (typeof act !== 'function' || name in Object.prototype) {
    return refuse(404, `There is no act called ${name}: GET /_simulator lists them.`);
  }
  if (!Array.isArray(input))
    return refuse(400, 'Send the list of the act’s arguments, such as ["acct_1", 500, "usd"].');
  try {
    return ok({ result: act.apply(acts, input as unknown[]) ?? null });
  } catch (error) {
    if (error instanceof StripeFailure) return refuse(error.status, error.message);
    return refuse(400, error instanceof Error ? error.message : String(error));
  }
}

function parseJson(body: string): JsonValue | undefined {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    return undefined;
  }
}

function ok(body: unknown): ControlAnswer {
  return { status: 200, body };
}

function refuse(status: number, error: string): ControlAnswer {
  return { status, body: { error } };
}
