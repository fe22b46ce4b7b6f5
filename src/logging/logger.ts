import pino, { type DestinationStream, type Level, type Logger } from 'pino';
import { redactor, REDACTED } from './redact';

export interface LogOptions {
  readonly level: Level | 'silent';
  /** Which process speaks, such as `worker`. */
  readonly name: string;
  /** Values that must never be written, besides those that are known by their form. */
  readonly secrets: readonly string[];
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** Fields that hold what others sent or wrote. Ids and amounts are logged, contents never. */
const CONTENTS = ['body', 'rawBody', 'payload', 'payloads', 'headers', 'text', 'html', 'recipient', 'email'];

/** One JSON object a line, without secrets, addresses or contents. */
export function createLog({ level, name, secrets, destination }: LogOptions): Logger {
  const redact = redactor(secrets);
  const options: pino.LoggerOptions = {
    level,
    base: { process: name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: CONTENTS.flatMap((field) => [field, `*.${field}`]), censor: REDACTED },
    // On the finished line: an error's message or stack may hold what no field was meant to.
    hooks: { streamWrite: redact },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
