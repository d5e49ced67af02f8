import pino, { type Logger } from 'pino';

export type { Logger } from 'pino';

export interface LogOptions {
  /** The least severe level that is written; `info` unless given. */
  readonly level?: string;
  /** Takes each line instead of standard error. */
  readonly destination?: { write(line: string): void };
}

const SECRET_KEYS = ['password', 'secret', 'token', 'key', 'authorization', 'cookie', 'store'];

/** A log of one JSON object a line on standard error, with `service` in each; values under names of secrets are masked. */
export function createLog(service: string, options: LogOptions = {}): Logger {
  return pino(
    {
      level: options.level ?? 'info',
      base: { service, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]), censor: '[secret]' },
    },
    options.destination ?? pino.destination({ fd: 2, sync: true }),
  );
}
