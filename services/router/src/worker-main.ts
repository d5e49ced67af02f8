import { createContext } from './context.ts';
import { RouterProcess } from './router-process.ts';
import { fromPlainConfig, type FromWorker, type ToWorker } from './worker-messages.ts';

const REPORT_EVERY_MS = 500;

/** One of the further processes that share the router's port. It is told all it needs, and ends with the one that started it. */
let running: RouterProcess | undefined;

process.on('message', (message: ToWorker) => void obey(message));
process.on('disconnect', () => void end());
// The first process tells when to stop: a terminal's Ctrl-C reaches all of them.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

async function obey(message: ToWorker): Promise<void> {
  if (message.kind === 'stop') return end();
  try {
    const router = new RouterProcess(createContext(fromPlainConfig(message.config), message.worker));
    await router.start(message.listen, 'shared');
    running = router;
    tell({ kind: 'report', report: router.report() });
    tell({ kind: 'ready' });
    setInterval(() => tell({ kind: 'report', report: router.report() }), REPORT_EVERY_MS);
  } catch (error) {
    tell({ kind: 'refused', text: (error as Error).message });
    process.exit(1);
  }
}

async function end(): Promise<void> {
  await running?.stop();
  if (running !== undefined) tell({ kind: 'report', report: running.report() });
  process.exit(0);
}

function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}
