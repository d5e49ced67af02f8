import type { Terminal } from '../terminal.ts';
import type { Backend } from './backend.ts';

/** Runs one command against whatever the environment names, and lets go of it afterwards. */
export async function withBackend(terminal: Terminal, command: (backend: Backend) => Promise<void>): Promise<void> {
  const { openBackend } = await import('./open-backend.ts');
  const backend = await openBackend(terminal);
  try {
    await command(backend);
  } finally {
    await backend.close();
  }
}
