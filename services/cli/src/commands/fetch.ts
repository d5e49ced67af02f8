import type { Command } from 'commander';
import type { Format } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';

export interface FetchOptions {
  readonly as?: string;
  readonly to?: string;
  readonly output: Format;
}

export function declareFetch(parent: Command, terminal: Terminal): void {
  parent
    .command('fetch')
    .description(
      "download a URL of an origin as a device does: from the router's caches in order, else from the origin",
    )
    .argument('<url>', 'at the origin, such as http://download.example.com/file.bin')
    .option('--to <file>', 'keep what comes there; without it the bytes are counted and dropped')
    .option('--as <address>', 'ask the router for this client, as in: nearhop route --as')
    .addHelpText(
      'after',
      '\nExample:\n  nearhop fetch http://127.0.0.1:8070/objects/one-mebibyte.bin --as 127.0.1.5 --to one-mebibyte.bin',
    )
    .action(async (url: string, _options: unknown, command: Command) => {
      const { fetchObject } = await import('../fetch/fetch-object.ts');
      await fetchObject(terminal, url, command.optsWithGlobals<FetchOptions>());
    });
}
