import type { RecordCounts } from '@nearhop/registry';
import type { Command } from 'commander';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { chainText, countsText } from './position-text.ts';
import { requireStore, storeKind, withRegistry } from './with-registry.ts';

/** Where a store stands. */
export interface RegistryStatus {
  /** Its kind, such as `sqlite` or `rediss+sentinel`. */
  readonly store: string;
  readonly lineage: string;
  readonly revision: number;
  /** SHA-256 in hex. */
  readonly chain: string;
  readonly counts: RecordCounts;
  /** The newest health number; 0 when none was ever published. */
  readonly health: number;
}

export function declareRegistryStatus(parent: Command, terminal: Terminal): void {
  parent
    .command('status')
    .description('show which registry the store holds, and where it stands')
    .action(async (_options: unknown, command: Command) => {
      const { output } = command.optsWithGlobals<{ output: Format }>();
      const settings = await requireStore('show the status of the registry', terminal);
      await withRegistry(settings, { access: 'follow', absent: 'refuse' }, async (registry) => {
        const [position, vector] = await Promise.all([registry.position(), registry.health.vector()]);
        const { lineage, revision, chain, counts } = position;
        const store = storeKind(settings);
        const status: RegistryStatus = { store, lineage, revision, chain, counts, health: vector.number };
        await print(terminal, output, status, statusText(terminal));
      });
    });
}

function statusText(terminal: Terminal): (status: RegistryStatus) => Promise<string> {
  return async ({ store, lineage, revision, chain, counts, health }) => {
    const { fields } = await import('../../output/table.ts');
    return fields(terminal, [
      ['store', store],
      ['lineage', lineage],
      ['revision', String(revision)],
      ['chain', chainText(chain)],
      ['records', countsText(counts)],
      ['health', health === 0 ? '0 (none was ever published)' : String(health)],
    ]);
  };
}
