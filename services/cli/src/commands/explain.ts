import type { Command } from 'commander';
import { withBackend } from '../backend/with-backend.ts';
import { print, type Format } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';

export function declareExplain(parent: Command, terminal: Terminal): void {
  parent
    .command('explain')
    .description('tell why a client is sent where it is, and whether all routers agree')
    .argument('<address>', 'a client')
    .action(async (address: string, _options: unknown, command: Command) => {
      const { Address } = await import('@nearhop/ip');
      const client = Address.parse(address).toString();
      await withBackend(terminal, 'follow', async (backend) => {
        const explanation = await backend.explain(client);
        const { output } = command.optsWithGlobals<{ output: Format }>();
        await print(terminal, output, explanation, async () => {
          const { explanationText } = await import('../output/explanation-text.ts');
          return explanationText(explanation, terminal.color);
        });
      });
    });
}
