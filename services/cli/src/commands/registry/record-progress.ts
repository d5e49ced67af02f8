import { count } from '../../output/count.ts';
import type { Terminal } from '../../terminal.ts';

const PLAIN_INTERVAL_MS = 3_000;

/** How many records are done, on stderr: a bar on a terminal; otherwise, in a log, a line every few seconds. */
export interface RecordProgress {
  update(records: number): void;
  stop(): void;
}

/** `doing`: what the line begins with, such as `Restoring`. */
export async function recordProgress(terminal: Terminal, doing: string, total: number): Promise<RecordProgress> {
  return terminal.redraws ? bar(doing, total) : plainLines(terminal, doing, total);
}

async function bar(doing: string, total: number): Promise<RecordProgress> {
  const { SingleBar } = await import('cli-progress');
  const drawn = new SingleBar({
    format: `${doing} {bar} {percentage} % | {value} of {total} records | {duration_formatted}, {eta_formatted} left`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    stopOnComplete: false,
  });
  drawn.start(total, 0);
  return { update: (records) => drawn.update(records), stop: () => drawn.stop() };
}

function plainLines(terminal: Terminal, doing: string, total: number): RecordProgress {
  let lastMs = Date.now();
  return {
    update: (records) => {
      const nowMs = Date.now();
      if (nowMs - lastMs < PLAIN_INTERVAL_MS) return;
      lastMs = nowMs;
      terminal.complain(`${doing}: ${records.toLocaleString('en-US')} of ${count(total, 'record')}`);
    },
    stop: () => undefined,
  };
}
