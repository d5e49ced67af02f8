import type { CustomerPatch } from '@nearhop/contracts';
import type { Command } from 'commander';
import { settle } from '../../backend/settle.ts';
import { withBackend } from '../../backend/with-backend.ts';
import { CommandFailure } from '../../command-failure.ts';
import { print } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, wholeNumber, writing, type WriteOptions } from '../write-options.ts';

interface Options extends WriteOptions {
  readonly name?: string;
  readonly contact?: string | false;
  readonly asn?: readonly number[];
}

export function declareCustomerEdit(parent: Command, terminal: Terminal): void {
  const edit = parent
    .command('edit')
    .description('change a customer: what is not named stays as it is')
    .argument('<id>', 'its id')
    .option('--name <text>', 'how people call it')
    .option('--contact <text>', 'whom to reach, such as an e-mail address')
    .option('--no-contact', 'take the contact away')
    .option('--asn <number>', 'an autonomous system of theirs, in place of all before; may be repeated', collectNumber);
  addWriteOptions(edit).action(async (id: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<Options>();
    const patch = patchOf(id, options);
    await withBackend(terminal, accessFor(options), async (backend) => {
      const written = await backend.editCustomer(id, patch, writing(options));
      await print(terminal, options.output, written, ({ customer, position, dryRun }) => {
        const done = dryRun ? 'Would change' : 'Changed';
        return `${done} customer ${terminal.color.bold(customer.id)} ${terminal.color.dim(`(revision ${position.revision})`)}`;
      });
      await settle(terminal, backend, written, options);
    });
  });
}

function patchOf(id: string, { name, contact, asn }: Options): CustomerPatch {
  const patch: CustomerPatch = {
    ...(name === undefined ? {} : { name }),
    // Commander takes an option with a `no-` twin for true where neither is given.
    ...(typeof contact === 'string' ? { contact } : contact === false ? { contact: null } : {}),
    ...(asn === undefined ? {} : { asns: [...asn] }),
  };
  if (Object.keys(patch).length > 0) return patch;
  throw new CommandFailure('usage', `Cannot edit customer "${id}": nothing to change was given`, [
    'nearhop customer edit --help lists what can be',
  ]);
}

function collectNumber(text: string, earlier: readonly number[] = []): readonly number[] {
  return [...earlier, wholeNumber(text)];
}
