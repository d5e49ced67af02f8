import { Option, type Command } from 'commander';
import { settle } from '../../backend/settle.ts';
import { withBackend } from '../../backend/with-backend.ts';
import { print } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, wholeNumber, writing, type WriteOptions } from '../write-options.ts';

interface Options extends WriteOptions {
  readonly scheme?: 'http' | 'https';
  readonly port?: number;
}

export function declareOriginAdd(parent: Command, terminal: Terminal): void {
  const add = parent
    .command('add')
    .description('let nodes pull from a host')
    .argument('<host>', 'a name such as download.example.com, or *.example.com')
    .addOption(new Option('--scheme <scheme>', 'how to reach it (http unless given)').choices(['http', 'https']))
    .option('--port <port>', "its port (the scheme's unless given)", wholeNumber);
  addWriteOptions(add).action(async (host: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<Options>();
    await withBackend(terminal, accessFor(options), async (backend) => {
      const { scheme, port } = options;
      const input = { host, ...(scheme === undefined ? {} : { scheme }), ...(port === undefined ? {} : { port }) };
      const written = await backend.addOrigin(input, writing(options));
      await print(terminal, options.output, written, ({ origin, position, dryRun }) => {
        const done = dryRun ? 'Would add' : 'Added';
        return `${done} origin ${terminal.color.bold(origin.host)}, ${origin.scheme} on port ${origin.port} ${terminal.color.dim(`(revision ${position.revision})`)}`;
      });
      await settle(terminal, backend, written, options);
    });
  });
}
