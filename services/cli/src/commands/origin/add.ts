import { ORIGIN_PRESETS, type OriginCreate, type OriginPreset, type OriginWritten } from '@nearhop/contracts';
import { Option, type Command } from 'commander';
import { settle } from '../../backend/settle.ts';
import { withBackend } from '../../backend/with-backend.ts';
import { CommandFailure } from '../../command-failure.ts';
import { originText } from '../../output/origin-text.ts';
import { print } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, writing, type WriteOptions } from '../write-options.ts';
import { addOriginFieldOptions, originMembers, type OriginFieldOptions } from './fields.ts';

interface Options extends WriteOptions, OriginFieldOptions {
  readonly preset?: OriginPreset;
}

const ADDED = { done: 'Added', would: 'Would add' };

export function declareOriginAdd(parent: Command, terminal: Terminal): void {
  const add = parent
    .command('add')
    .description('let nodes pull from a host')
    .argument('[host]', 'a name such as download.example.com, or *.example.com')
    .addOption(
      new Option('--preset <name>', 'add the hosts of a well-known service').choices(Object.keys(ORIGIN_PRESETS)),
    );
  addWriteOptions(addOriginFieldOptions(add)).action(
    async (host: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const wanted = wantedOrigins(host, options);
      await withBackend(terminal, accessFor(options), async (backend) => {
        const known = new Set((options.preset && (await backend.listOrigins()))?.map((origin) => origin.host));
        const added: OriginWritten[] = [];
        for (const input of wanted) {
          if (known.has(input.host)) terminal.complain(`Origin ${input.host} is there already: left as it is`);
          else added.push(await backend.addOrigin(input, writing(options)));
        }
        const lines = () => added.map((written) => originText(terminal, ADDED, written)).join('\n');
        await print(terminal, options.output, options.preset === undefined ? added[0] : added, lines);
        const last = added.at(-1);
        if (last !== undefined) await settle(terminal, backend, last, options);
      });
    },
  );
}

function wantedOrigins(host: string | undefined, options: Options): readonly OriginCreate[] {
  const members = originMembers(options);
  if (host !== undefined && options.preset === undefined) return [{ ...members, host }];
  if (host === undefined && options.preset !== undefined && Object.keys(members).length === 0)
    return ORIGIN_PRESETS[options.preset];
  throw new CommandFailure(
    'usage',
    'Cannot add an origin: write a host with what is to be said of it, or --preset alone',
    ['nearhop origin add download.example.com --scheme https', 'nearhop origin add --preset windows-update'],
  );
}
