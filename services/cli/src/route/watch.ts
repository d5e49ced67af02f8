import type { RouteAnswer } from '@nearhop/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailure } from '../command-failure.ts';
import type { Format } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';
import { answerLine } from './answer-line.ts';
import type { RouterClient } from './router-client.ts';

const INTERVAL_MS = 100;

/** Prints an answer and then each that differs, with the time, until Ctrl-C. A router that goes away is said once and waited for. */
export async function watch(
  terminal: Terminal,
  router: RouterClient,
  first: RouteAnswer,
  format: Format,
): Promise<void> {
  const { interrupted } = terminal;
  const show = (answer: RouteAnswer) => terminal.write(changeLine(terminal, answer, format));
  show(first);
  let away = false;
  while (await pause(interrupted)) {
    try {
      const answer = await router.ask(interrupted);
      if (away) terminal.complain(`${clock()}  the router answers again`);
      away = false;
      if (answer !== undefined) show(answer);
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      if (!away && !interrupted.aborted) terminal.complain(`${clock()}  ${error.message}: asking again`);
      away = true;
    }
  }
}

/** False when Ctrl-C came. */
async function pause(interrupted: AbortSignal): Promise<boolean> {
  await sleep(INTERVAL_MS, undefined, { signal: interrupted }).catch(() => undefined);
  return !interrupted.aborted;
}

/** One line each, whatever the format: a stream of JSON lines, or of YAML flow documents, can be read as it grows. */
function changeLine(terminal: Terminal, answer: RouteAnswer, format: Format): string {
  if (format === 'table') return `${terminal.color.dim(clock())}  ${answerLine(answer, terminal.color)}`;
  const line = JSON.stringify({ at: new Date().toISOString(), ...answer });
  return format === 'yaml' ? `--- ${line}` : line;
}

/** Local time with milliseconds: a watcher compares it with what was done in the next window. */
function clock(): string {
  const now = new Date();
  return `${now.toTimeString().slice(0, 8)}.${String(now.getMilliseconds()).padStart(3, '0')}`;
}
