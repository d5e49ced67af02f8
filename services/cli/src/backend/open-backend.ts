import type { Terminal } from '../terminal.ts';
import type { Backend } from './backend.ts';
import { variables } from '../variables.ts';

/** The store itself when NEARHOP_STORE names one, otherwise control. */
export async function openBackend(terminal: Terminal): Promise<Backend> {
  if (terminal.environment['NEARHOP_STORE'] || terminal.environment['NEARHOP_STORE_FILE']) {
    const { openLocalBackend } = await import('./local-backend.ts');
    return openLocalBackend(terminal);
  }
  const { NEARHOP_CONTROL_URL } = await variables(terminal, ['NEARHOP_CONTROL_URL']);
  const { ControlBackend } = await import('./control-backend.ts');
  return new ControlBackend(NEARHOP_CONTROL_URL);
}
