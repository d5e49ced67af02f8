// The thread of one worker: see protocol.ts for what it is told and what it tells.
import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerPlan } from './protocol.ts';
import { WorkerRun } from './worker-run.ts';

const PROGRESS_EVERY_MS = 500;

const run = new WorkerRun(workerData as WorkerPlan);

parentPort?.on('message', (message: ToWorker) => {
  hear(message).catch((error: unknown) => {
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  });
});

async function hear(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case 'prepare':
      run.prepare();
      return tell({ kind: 'prepared' });
    case 'start':
      return runWhole();
    case 'stop':
      return run.stop();
    case 'load':
    case 'page':
    case 'loaded':
    case 'revision':
    case 'vector':
      return run.take(message);
  }
}

async function runWhole(): Promise<void> {
  const progress = setInterval(() => tell({ kind: 'progress', tally: run.tally() }), PROGRESS_EVERY_MS);
  try {
    tell({ kind: 'done', tally: await run.run() });
  } finally {
    clearInterval(progress);
  }
}

function tell(message: FromWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage(message);
}
