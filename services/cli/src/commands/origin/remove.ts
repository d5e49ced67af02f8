import type { Command } from 'commander';
import { settle } from '../../backend/settle.ts';
import { withBackend } from '../../backend/with-backend.ts';
import { print } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, writing, type WriteOptions } from '../write-options.ts';

export function declareOriginRemove(parent: Command, terminal: Terminal): void {
  const remove = parent
    .command('remove')
    .description('let nodes pull from a host no more')
    .argument('<host>', 'as it was added');
  addWriteOptions(remove).action(async (host: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<WriteOptions>();
    await withBackend(terminal, accessFor(options), async (backend) => {
      const written = await backend.removeOrigin(host, writing(options));
      await print(terminal, options.output, written, ({ origin, position, dryRun }) => {
        const done = dryRun ? 'Would remove' : 'Removed';
        return `${done} origin ${terminal.color.bold(origin.host)} ${terminal.color.dim(`(revision ${position.revision})`)}`;
      });
      await settle(terminal, backend, written, options);
    });
  });
}
