import type { RestorableRegistry } from '@nearhop/registry';
import type { VariableValues } from '@nearhop/service-kit';
import type { Access } from '../../backend/backend.ts';
import { CommandFailure } from '../../command-failure.ts';
import type { Terminal } from '../../terminal.ts';
import { variables } from '../../variables.ts';

export type StoreSettings = VariableValues<'NEARHOP_STORE' | 'NEARHOP_STORE_ACKS' | 'NEARHOP_LAB'>;

/** How to reach the store itself. Refuses a command that works on nothing else where the environment names none. */
export async function requireStore(action: string, terminal: Pick<Terminal, 'environment'>): Promise<StoreSettings> {
  const { environment } = terminal;
  if (environment['NEARHOP_STORE'] || environment['NEARHOP_STORE_FILE']) {
    return variables(terminal, ['NEARHOP_STORE', 'NEARHOP_STORE_ACKS', 'NEARHOP_LAB']);
  }
  throw new CommandFailure('usage', `Cannot ${action}: NEARHOP_STORE is not set`, [
    'it works on the store itself: set it as control has it, such as NEARHOP_STORE=sqlite:data/registry.db',
  ]);
}

/** The scheme of NEARHOP_STORE, such as `sqlite` or `rediss+sentinel`: never more of it, which may hold a password. */
export function storeKind({ NEARHOP_STORE }: Pick<StoreSettings, 'NEARHOP_STORE'>): string {
  return NEARHOP_STORE.slice(0, NEARHOP_STORE.indexOf(':'));
}

export interface Opening {
  readonly access: Access;
  /** What to do about a file that is not there. */
  readonly absent: 'refuse' | 'make';
}

/** Runs one command on the store and lets go of it afterwards. */
export async function withRegistry(
  settings: StoreSettings,
  { access, absent }: Opening,
  command: (registry: RestorableRegistry) => Promise<void>,
): Promise<void> {
  const [{ openRegistry }, { missingStoreFile, noStoreFailure }] = await Promise.all([
    import('@nearhop/registry'),
    import('../../backend/missing-store-file.ts'),
  ]);
  const { NEARHOP_STORE: store, NEARHOP_STORE_ACKS: acks, NEARHOP_LAB: lab } = settings;
  const missing = missingStoreFile(store);
  if (missing !== undefined && absent === 'refuse') throw noStoreFailure(missing);
  const registry = await openRegistry(store, { access, lab, ...(acks !== undefined && { acks }) });
  try {
    await command(registry);
  } finally {
    await registry.close();
  }
}
