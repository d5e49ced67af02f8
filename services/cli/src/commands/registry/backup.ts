import type { BackupSummary, Registry, RegistryPosition, Snapshot } from '@nearhop/registry';
import type { Command } from 'commander';
import { CommandFailure } from '../../command-failure.ts';
import { count } from '../../output/count.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { fileFailure } from './file-failure.ts';
import { FileExistsError, writeNewFile } from './new-file.ts';
import { chainText, recordsIn } from './position-text.ts';
import { recordProgress } from './record-progress.ts';
import { requireStore, withRegistry } from './with-registry.ts';

interface Options {
  readonly force?: true;
  readonly output: Format;
}

/** A backup that was written. */
export interface WrittenBackup {
  readonly file: string;
  readonly sizeBytes: number;
  readonly records: number;
  readonly position: RegistryPosition;
}

export function declareRegistryBackup(parent: Command, terminal: Terminal): void {
  parent
    .command('backup')
    .description('write all records, as of one revision, to a file that only its owner may read')
    .argument('<file>', 'where to; it appears when it is whole')
    .option('--force', 'replace a file that is there already')
    .action(async (path: string, _options: unknown, command: Command) => {
      const { force, output } = command.optsWithGlobals<Options>();
      const settings = await requireStore('back up the registry', terminal);
      await withRegistry(settings, { access: 'follow', absent: 'refuse' }, async (registry) => {
        const written = await backUp(terminal, registry, path, force === true ? 'replace' : 'keep');
        await print(terminal, output, written, ({ file, sizeBytes, records, position }) => {
          const where = terminal.color.dim(`(lineage ${position.lineage}, chain ${chainText(position.chain)})`);
          const size = count(sizeBytes, 'byte');
          return `Backed up revision ${position.revision} to ${terminal.color.bold(file)}: ${count(records, 'record')}, ${size} ${where}`;
        });
      });
    });
}

async function backUp(
  terminal: Terminal,
  registry: Registry,
  path: string,
  existing: 'keep' | 'replace',
): Promise<WrittenBackup> {
  const { backupRegistry } = await import('@nearhop/registry');
  const { interrupted } = terminal;
  let summary: BackupSummary | undefined;
  try {
    const sizeBytes = await writeNewFile(path, existing, async (file) => {
      const sink = {
        write: (text: string) => {
          if (interrupted.aborted) throw new CommandFailure('refused', `Cannot write "${path}": interrupted`);
          return file.writeFile(text);
        },
      };
      const shown = { snapshot: async () => withProgress(terminal, await registry.snapshot()) };
      summary = await backupRegistry(shown, sink, new Date().toISOString());
    });
    if (summary === undefined) throw new Error('a file was written without a backup');
    return { file: path, sizeBytes, ...summary };
  } catch (error) {
    if (error instanceof FileExistsError)
      throw new CommandFailure('refused', error.message, ['name another file, or add --force to replace it']);
    throw fileFailure('write', path, error);
  }
}

/** The same snapshot, telling how much of it was read. */
function withProgress(terminal: Terminal, { position, pages }: Snapshot): Snapshot {
  async function* told() {
    const progress = await recordProgress(terminal, 'Backing up', recordsIn(position.counts));
    let records = 0;
    try {
      for await (const page of pages) {
        yield page;
        records += page.length;
        progress.update(records);
      }
    } finally {
      progress.stop();
    }
  }
  return { position, pages: told() };
}
