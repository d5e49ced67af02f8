import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

export interface UpOptions {
  readonly fresh?: true;
}

export function declareUp(parent: Command, terminal: Terminal): void {
  parent
    .command('up')
    .description('run everything in one process with a demo: control, router, cache nodes, an origin, customers')
    .option('--fresh', 'forget what an earlier "up" kept, and begin anew')
    .action(async (options: UpOptions) => {
      const { up } = await import('../up/up.ts');
      await up(terminal, options);
    });
}
