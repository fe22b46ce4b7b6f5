import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogEntry } from '@temporalio/worker';
import type { Logger } from 'pino';

/**
 * Temporal's own words go to the log file. Once a process, before any connection. Its answer to signals is switched
 * off: the run stops its parts in order.
 */
export function sendRuntimeLogTo(log: Logger): void {
  const write = ({ level, message, meta }: LogEntry): void => {
    const fields = { part: 'temporal sdk', ...meta };
    if (level === 'ERROR') log.error(fields, message);
    else if (level === 'WARN') log.warn(fields, message);
    else log.debug(fields, message);
  };
  Runtime.install({
    logger: new DefaultLogger('WARN', write),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN' }), forward: {} } },
    shutdownSignals: [],
  });
}
