import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';

interface Options {
  readonly customer?: string;
  readonly output: Format;
}

export function declareNodeShow(parent: Command, terminal: Terminal): void {
  parent
    .command('show')
    .description('show one cache node with its blocks')
    .argument('<node>', 'its name, or its id')
    .option('--customer <id>', 'whose node, when several have one of this name')
    .action((name: string, _options: unknown, command: Command) =>
      withBackend(terminal, 'follow', async (backend) => {
        const { customer, output } = command.optsWithGlobals<Options>();
        const node = await backend.findNode({ name, customer });
        await print(terminal, output, node, async () => {
          const [{ fields }, { nodeFields }, { linkFields }, link] = await Promise.all([
            import('../../output/table.ts'),
            import('../../output/node-text.ts'),
            import('../../output/link-text.ts'),
            backend.keys.link(node.id),
          ]);
          return fields(terminal, [...nodeFields(node, terminal.color), ...linkFields(link, terminal.color)]);
        });
      }),
    );
}
