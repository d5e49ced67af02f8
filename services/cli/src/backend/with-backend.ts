import type { Terminal } from '../terminal.ts';
import type { Access, Backend } from './backend.ts';

/** Runs one command against whatever the environment names, and lets go of it afterwards. */
export async function withBackend(
  terminal: Terminal,
  access: Access,
  command: (backend: Backend) => Promise<void>,
): Promise<void> {
  const { openBackend } = await import('./open-backend.ts');
  const backend = await openBackend(terminal, access);
  try {
    await command(backend);
  } finally {
    await backend.close();
  }
}
