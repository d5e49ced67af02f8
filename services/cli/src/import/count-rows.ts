import { CommandFailure } from '../command-failure.ts';

const NEWLINE = 0x0a;

/** How many rows a CSV file has after its header, by its lines: what a progress bar measures itself by. */
export async function countRows(path: string): Promise<number> {
  let lines = 0;
  let last = NEWLINE;
  try {
    for await (const chunk of Bun.file(path).stream()) {
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
      last = chunk.at(-1) ?? last;
    }
  } catch (error) {
    throw new CommandFailure('usage', `Cannot read file "${path}": ${(error as Error).message}`);
  }
  return Math.max(0, lines - 1 + (last === NEWLINE ? 0 : 1));
}
