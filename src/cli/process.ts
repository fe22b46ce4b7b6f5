import type { Config } from '../config';
import { secretValues } from '../config-secrets';
import { freePort } from '../embedded/ports';
import { addressOf } from '../embedded/sandbox';
import { createLog } from '../logging/logger';
import { createMetrics } from '../metrics';
import { runProcess, type ProcessContext } from '../processes/run-process';
import type { StripeSettings } from '../processes/open-stripe';
import { passOnTemporalMetrics } from '../processes/worker';
import type { TemporalSettings } from '../temporal/connection';
import { dataConverter } from '../temporal/data-converter';
import { installRuntime } from '../temporal/runtime';

export type ProcessName = 'webhooks' | 'worker' | 'console' | 'links';

/** Where each kind of process answers `/healthz`, `/readyz` and `/metrics` unless RECOUP_HEALTH_PORT says otherwise. */
export const HEALTH_PORTS = {
  webhooks: 9401,
  worker: 9402,
  console: 9403,
  links: 9404,
} as const satisfies Readonly<Record<ProcessName, number>>;

/** Runs one of the processes until it is told to stop, with its log on standard output. */
export async function runAs(
  name: ProcessName,
  config: Config,
  bringUp: (context: ProcessContext) => Promise<void>,
): Promise<never> {
  const log = createLog({ level: config.logLevel, name, secrets: secretValues() });
  const metrics = createMetrics();
  // Only a worker has figures of the SDK to show; the others' connections are plain gRPC.
  const sdkAddress = name === 'worker' ? `127.0.0.1:${await freePort(0)}` : undefined;
  installRuntime(log, sdkAddress);
  if (sdkAddress !== undefined) passOnTemporalMetrics(metrics, sdkAddress);
  const { host, port } = config.health;
  return runProcess({ name, log, metrics, health: { host, port: port ?? HEALTH_PORTS[name] }, bringUp });
}

export function temporalSettings({ temporal, codecKeys }: Config): TemporalSettings {
  const { connection, namespace } = temporal;
  return { connection, namespace, dataConverter: dataConverter(codecKeys) };
}

/** @throws Error where neither a key nor a simulator is named: a process by itself has no simulator of its own. */
export function stripeSettings({ stripe }: Config): StripeSettings {
  const { secretKey, livemode, url, requestsPerSecond } = stripe;
  if (secretKey === null && url === null) {
    throw new Error(
      'Neither STRIPE_SECRET_KEY nor RECOUP_STRIPE_URL is set: give the key of the platform, or the address of a ' +
        'simulator (bin/recoup simulator).',
    );
  }
  return { key: secretKey ?? 'sk_test_simulator', livemode, url, address: addressOf(url), requestsPerSecond };
}
