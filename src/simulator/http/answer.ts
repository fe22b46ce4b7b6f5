import type { State } from '../state';
import { StripeFailure, type StripeObject } from '../world/port';
import { failures } from './failures';

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

/** The work's answer, or the refusal that it threw as Stripe writes it. A defect of the simulator is a 500. */
export function refusalsAnswered(state: State, work: () => ApiAnswer): ApiAnswer {
  try {
    return work();
  } catch (error) {
    if (error instanceof StripeFailure) return answerRefusal(error);
    state.defect(error instanceof Error ? error : new Error(String(error)));
    return answerRefusal(failures.serverError());
  }
}

export function answerWith(object: StripeObject): ApiAnswer {
  return { status: 200, headers: {}, body: JSON.stringify(object) };
}

function answerRefusal(failure: StripeFailure): ApiAnswer {
  const { status, type, code, message, param } = failure;
  const docUrl = code === null ? {} : { code, doc_url: `https://stripe.com/docs/error-codes/${code}` };
  const error = { ...docUrl, message, ...(param !== null && { param }), type };
  const headers = status === 429 ? { 'Retry-After': '1', 'Stripe-Rate-Limited-Reason': 'global-rate' } : {};
  return { status, headers, body: JSON.stringify({ error }) };
}
