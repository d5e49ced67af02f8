import type { Command } from 'commander';
import { withBackend } from '../backend/with-backend.ts';
import type { ImportCommandOptions } from '../import/import-csv.ts';
import type { Terminal } from '../terminal.ts';
import { accessFor, addWriteOptions } from './write-options.ts';

export function declareImport(parent: Command, terminal: Terminal): void {
  const command = parent
    .command('import')
    .description('take customers, nodes and blocks from a CSV file')
    .argument('<csv>', 'a file with the header customer,node,server,blocks')
    .option('--shared', "the blocks may equal those of the customer's other nodes");
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
    .action(async (path: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<ImportCommandOptions>();
      await withBackend(terminal, accessFor(options), async (backend) => {
        const { importCsv } = await import('../import/import-csv.ts');
        await importCsv(terminal, backend, path, options);
      });
    });
}
