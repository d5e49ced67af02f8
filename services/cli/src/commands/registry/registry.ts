import type { Command } from 'commander';
import type { Terminal } from '../../terminal.ts';
import { declareRegistryBackup } from './backup.ts';
import { declareRegistryRestore } from './restore.ts';
import { declareRegistryStatus } from './status.ts';

export function declareRegistry(parent: Command, terminal: Terminal): void {
  const registry = parent
    .command('registry')
    .description('look after the store itself: NEARHOP_STORE must name it, for control takes no part');
  declareRegistryStatus(registry, terminal);
  declareRegistryBackup(registry, terminal);
  declareRegistryRestore(registry, terminal);
}
