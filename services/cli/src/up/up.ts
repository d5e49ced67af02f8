import { VERSION } from '@nearhop/service-kit';
import type { UpOptions } from '../commands/up.ts';
import type { Terminal } from '../terminal.ts';
import { banner } from './banner.ts';
import { takeDataDirectory } from './data-directory.ts';
import { requireFreePorts } from './free-ports.ts';
import { upSettings } from './settings.ts';
import { Started } from './started.ts';
import { waitUntilReady } from './wait-until-ready.ts';

/** Runs everything in this process until Ctrl-C. Whatever fails on the way up, nothing is left running. */
export async function up(terminal: Terminal, { fresh }: UpOptions): Promise<void> {
  const { interrupted } = terminal;
  const settings = await upSettings(terminal);
  await requireFreePorts(settings.ports);
  const started = new Started();
  try {
    const directory = takeDataDirectory(settings.dataDirectory, fresh ? 'forget' : 'keep');
    started.add(() => directory.release());
    const { startAll } = await import('./start-all.ts');
    const addresses = await startAll(settings, directory, started);
    for (const ops of [addresses.routerOps, addresses.controlOps]) await waitUntilReady(ops, interrupted);
    if (interrupted.aborted) return;
    terminal.write(banner(VERSION, addresses, terminal.color));
    await aborted(interrupted);
    terminal.write('Stopping');
  } finally {
    await started.stop();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
