import type { ImportProgress } from '@nearhop/contracts';
import { count } from '../output/count.ts';
import type { Terminal } from '../terminal.ts';

const PLAIN_INTERVAL_MS = 3_000;

export interface Progress {
  update(progress: ImportProgress): void;
  stop(): void;
}

/** A bar on a terminal; otherwise, in a log, a line every few seconds. Both on stderr. */
export async function progressOn(terminal: Terminal, rowsTotal: number): Promise<Progress> {
  return terminal.redraws ? bar(rowsTotal) : plainLines(terminal, rowsTotal, Date.now());
}

async function bar(rowsTotal: number): Promise<Progress> {
  const { SingleBar } = await import('cli-progress');
  const drawn = new SingleBar({
    format:
      'Importing {bar} {percentage} % | {value} of {total} rows, {blocks} blocks | {duration_formatted}, {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    stopOnComplete: false,
  });
  drawn.start(rowsTotal, 0, { blocks: 0 });
  return {
    update: ({ rowsDone, blocksDone }) => drawn.update(Math.min(rowsDone, rowsTotal), { blocks: blocksDone }),
    stop: () => drawn.stop(),
  };
}

function plainLines(terminal: Terminal, rowsTotal: number, beginMs: number): Progress {
  let lastMs = beginMs;
  return {
    update: ({ rowsDone, blocksDone }) => {
      const nowMs = Date.now();
      if (nowMs - lastMs < PLAIN_INTERVAL_MS) return;
      lastMs = nowMs;
      const elapsed = Math.round((nowMs - beginMs) / 1_000);
      terminal.complain(
        `Importing: ${rowsDone.toLocaleString('en-US')} of ${count(rowsTotal, 'row')}, ${count(blocksDone, 'block')}, ${elapsed} s`,
      );
    },
    stop: () => undefined,
  };
}
