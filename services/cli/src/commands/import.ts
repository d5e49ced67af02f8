import type { Command } from 'commander';
import { withBackend } from '../backend/with-backend.ts';
import type { Terminal } from '../terminal.ts';
import { addWriteOptions, type WriteOptions } from './write-options.ts';

export function declareImport(parent: Command, terminal: Terminal): void {
  const command = parent
    .command('import')
    .description('take customers, nodes and blocks from a CSV file')
    .argument('<csv>', 'a file with the header customer,node,server,blocks');
  addWriteOptions(command)
    .addHelpText(
      'after',
      [
        '',
        'Blocks are separated by spaces; rows of one node add up; an empty server leaves it as it is.',
        'A bad row never sinks the file: the others go in, and the exit code is 5.',
        '',
        'Example file:',
        '  customer,node,server,blocks',
        '  demo-isp,Seattle-1,203.0.113.10,127.0.1.0/24 127.0.5.0/24',
      ].join('\n'),
    )
    .action((path: string, _options: unknown, command: Command) =>
      withBackend(terminal, async (backend) => {
        const { importCsv } = await import('../import/import-csv.ts');
        await importCsv(terminal, backend, path, command.optsWithGlobals<WriteOptions>());
      }),
    );
}
