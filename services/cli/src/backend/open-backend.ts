import type { Terminal } from '../terminal.ts';
import type { Access, Backend } from './backend.ts';
import { variables } from '../variables.ts';

/** The store itself when NEARHOP_STORE names one, otherwise control. */
export async function openBackend(terminal: Terminal, access: Access): Promise<Backend> {
  if (terminal.environment['NEARHOP_STORE'] || terminal.environment['NEARHOP_STORE_FILE']) {
    return openStore(terminal, access);
  }
  const { NEARHOP_CONTROL_URL, NEARHOP_ACTOR } = await variables(terminal, ['NEARHOP_CONTROL_URL', 'NEARHOP_ACTOR']);
  const { ControlBackend } = await import('./control-backend.ts');
  return new ControlBackend(NEARHOP_CONTROL_URL, NEARHOP_ACTOR);
}

async function openStore(terminal: Terminal, access: Access): Promise<Backend> {
  const [{ NEARHOP_STORE }, { missingStoreFile, noStoreFailure }, { openLocalBackend }] = await Promise.all([
    variables(terminal, ['NEARHOP_STORE']),
    import('./missing-store-file.ts'),
    import('./local-backend.ts'),
  ]);
  const missing = missingStoreFile(NEARHOP_STORE);
  if (missing !== undefined && access === 'follow') throw noStoreFailure(missing);
  const backend = await openLocalBackend(terminal, access);
  if (missing !== undefined) terminal.complain(`made a new store at ${missing}`);
  return backend;
}
