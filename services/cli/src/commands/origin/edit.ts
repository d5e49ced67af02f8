import type { OriginPatch } from '@nearhop/contracts';
import { InvalidArgumentError, type Command } from 'commander';
import { settle } from '../../backend/settle.ts';
import { withBackend } from '../../backend/with-backend.ts';
import { CommandFailure } from '../../command-failure.ts';
import { print } from '../../output/format.ts';
import { originText } from '../../output/origin-text.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, collect, writing, type WriteOptions } from '../write-options.ts';
import { addOriginFieldOptions, originMembers, type OriginFieldOptions } from './fields.ts';

/** What may be taken away again, by its option. */
const UNSETTABLE = {
  'alias-of': 'aliasOf',
  'never-cache': 'neverCache',
  fresh: 'defaultFreshSeconds',
  'test-path': 'testPath',
  methods: 'methods',
  'request-header': 'requestHeaders',
} as const;

interface Options extends WriteOptions, OriginFieldOptions {
  readonly unset?: readonly (keyof typeof UNSETTABLE)[];
}

export function declareOriginEdit(parent: Command, terminal: Terminal): void {
  const edit = parent
    .command('edit')
    .description('change an origin: what is not named stays as it is')
    .argument('<host>', 'as it was added');
  addOriginFieldOptions(edit).option('--unset <option>', 'take away what an option set, such as test-path', unsettable);
  addWriteOptions(edit).action(async (host: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<Options>();
    const patch: OriginPatch = { ...originMembers(options) };
    for (const name of options.unset ?? []) patch[UNSETTABLE[name]] = null;
    if (Object.keys(patch).length === 0) {
      throw new CommandFailure('usage', `Cannot edit origin "${host}": nothing to change was given`, [
        'nearhop origin edit --help lists what can be',
      ]);
    }
    await withBackend(terminal, accessFor(options), async (backend) => {
      const written = await backend.editOrigin(host, patch, writing(options));
      await print(terminal, options.output, written, (made) =>
        originText(terminal, { done: 'Changed', would: 'Would change' }, made),
      );
      await settle(terminal, backend, written, options);
    });
  });
}

function unsettable(value: string, earlier: readonly string[] = []): readonly string[] {
  if (Object.hasOwn(UNSETTABLE, value)) return collect(value, earlier);
  throw new InvalidArgumentError(`Write one of ${Object.keys(UNSETTABLE).join(', ')}.`);
}
