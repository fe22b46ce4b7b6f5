import Stripe from 'stripe';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../../../src/simulator';

/** Clock instant at which the tests' worlds begin: Monday, 2 November 2026, 9:00 UTC. */
export const START_MS = Date.UTC(2026, 10, 2, 9);

export interface Running {
  readonly simulator: Simulator;
  /** Stripe's own client, unmodified. */
  readonly stripe: Stripe;
  readonly close: () => Promise<void>;
}

/** A simulator whose time moves by hand, with a client for it. A defect of the simulator fails the test at `close`. */
export async function startSimulator(options: Partial<SimulatorOptions> = {}): Promise<Running> {
  const simulator = await createSimulator({
    time: { kind: 'manual', startMs: START_MS },
    onDefect: () => undefined,
    ...options,
  });
  const close = async (): Promise<void> => {
    await simulator.close();
    if (simulator.defects.length > 0) throw simulator.defects[0];
  };
  return { simulator, stripe: clientFor(simulator), close };
}

export function clientFor(simulator: Simulator, key = 'sk_test_simulated'): Stripe {
  return new Stripe(key, {
    host: simulator.host,
    port: simulator.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

/** The error that a promise is rejected with. */
export async function refusal(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('the call was not refused');
}
