import { CommanderError } from 'commander';
import { exitCode } from './exit-code.ts';
import { program } from './program.ts';
import { reportFailure } from './report-failure.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line to its end; resolves to the exit code. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await program(terminal).parseAsync(args, { from: 'user' });
    return exitCode('ok');
  } catch (error) {
    // Commander has printed its own errors, with suggestions, by then.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode('ok') : exitCode('usage');
    return reportFailure(terminal, error);
  }
}
