import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogEntry } from '@temporalio/worker';
import type { Logger } from 'pino';

/**
 * Temporal's own words go to the log, and its figures to `metricsAddress` (host:port) where one is given. Once a
 * process, before any connection. Its answer to signals is switched off: whoever started the parts stops them in order.
 */
export function installRuntime(log: Logger, metricsAddress?: string): void {
  const write = ({ level, message, meta }: LogEntry): void => {
    const fields = { part: 'temporal sdk', ...meta };
    if (level === 'ERROR') log.error(fields, message);
    else if (level === 'WARN') log.warn(fields, message);
    else log.debug(fields, message);
  };
  Runtime.install({
    logger: new DefaultLogger('WARN', write),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN' }), forward: {} },
      ...(metricsAddress === undefined ? {} : { metrics: { prometheus: prometheusAt(metricsAddress) } }),
    },
    shutdownSignals: [],
  });
}

/** Names and units as Prometheus wants them: `_total` behind counters, seconds for durations. */
const prometheusAt = (bindAddress: string) => ({
  bindAddress,
  countersTotalSuffix: true,
  unitSuffix: true,
  useSecondsForDurations: true,
});
