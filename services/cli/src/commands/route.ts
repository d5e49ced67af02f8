import type { Command } from 'commander';
import type { Format } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';

export interface RouteOptions {
  readonly as?: string;
  readonly watch?: true;
  readonly output: Format;
}

export function declareRoute(parent: Command, terminal: Terminal): void {
  parent
    .command('route')
    .description('ask the router where this machine, or another client, is sent')
    .option('--as <address>', 'ask for this client: travels in X-Forwarded-For, the router must trust this machine')
    .option('--watch', 'ask ten times a second and print each change, until Ctrl-C')
    .addHelpText('after', '\nExamples:\n  nearhop route --as 127.0.1.5\n  nearhop route --as 127.0.1.5 --watch')
    .action(async (_options: unknown, command: Command) => {
      const { route } = await import('../route/route.ts');
      await route(terminal, command.optsWithGlobals<RouteOptions>());
    });
}
