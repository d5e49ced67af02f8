import { ConfigError } from './config-error.ts';
import { ListenError } from './listen-error.ts';
import { createLog } from './log.ts';
import type { Environment } from './read-variables.ts';
import type { RunningService } from './running-service.ts';

export interface MainOptions<Config> {
  readonly service: string;
  /** `process.env`, which only main.ts may read. */
  readonly env: Environment;
  readonly readConfig: (env: Environment) => Config;
  readonly start: (config: Config) => Promise<RunningService>;
}

/** Exit codes as in sysexits.h where it has one. */
const EXIT = { stopped: 0, cannotListen: 1, broken: 70, badConfig: 78, interrupted: 130 } as const;

/**
 * The life of a service's process. Settings that cannot be used: their lines on standard error, exit 78. A port that
 * cannot be had: one line, exit 1. SIGINT or SIGTERM: graceful stop, exit 0; a second one ends it at once, exit 130.
 * Anything unexpected: a line in the log, exit 70.
 */
export async function runMain<Config>(options: MainOptions<Config>): Promise<void> {
  const log = createLog(options.service);
  const fail = (error: unknown): never => {
    log.fatal({ err: error }, 'unexpected error');
    process.exit(EXIT.broken);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  const asked = stopSignal();
  try {
    const running = await options.start(options.readConfig(options.env));
    log.info({ endpoints: running.endpoints }, 'started');
    const signal = await asked;
    log.info({ signal }, 'stopping');
    await running.stop();
    log.info('stopped');
    process.exit(EXIT.stopped);
  } catch (error) {
    if (error instanceof ConfigError) exitWith(error.lines, EXIT.badConfig);
    if (error instanceof ListenError) exitWith([error.message], EXIT.cannotListen);
    fail(error);
  }
}

function stopSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let asked = false;
  const ask = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(EXIT.interrupted);
    asked = true;
    resolve(signal);
  };
  process.on('SIGINT', ask);
  process.on('SIGTERM', ask);
  return promise;
}

function exitWith(lines: readonly string[], code: number): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(code);
}
