import { createColors } from 'picocolors';
import { wantsColor, type Environment, type Terminal } from './terminal.ts';

/** The terminal of this process. The first Ctrl-C asks the command to end; a second one ends it. */
export function processTerminal(environment: Environment, args: readonly string[]): Terminal {
  const interruption = new AbortController();
  for (const stream of [process.stdout, process.stderr]) stream.on('error', leaveOnBrokenPipe);
  return {
    environment,
    color: createColors(wantsColor(environment, args, process.stdout.isTTY)),
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    redraws: process.stderr.isTTY,
    get interrupted() {
      return interruptible(interruption);
    },
    write: (text) => void process.stdout.write(`${text}\n`),
    complain: (text) => void process.stderr.write(`${text}\n`),
    confirm: async (question) => {
      const { createInterface } = await import('node:readline/promises');
      const asking = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return /^y(es)?$/i.test((await asking.question(question)).trim());
      } finally {
        asking.close();
      }
    },
  };
}

/** Signals are caught only once a command asks for this: every other command ends at once, as the system has it. */
function interruptible(interruption: AbortController): AbortSignal {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    if (process.listenerCount(signal) === 0) process.once(signal, () => interruption.abort());
  }
  return interruption.signal;
}

function leaveOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}
