import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

export function declareVersion(parent: Command, terminal: Terminal): void {
  parent
    .command('version')
    .description('print the version of Nearhop and of Bun')
    .action(async () => {
      const { VERSION } = await import('@nearhop/service-kit');
      terminal.write(`nearhop ${VERSION} (bun ${Bun.version})`);
    });
}
