import type { Command } from 'commander';
import { settle } from '../../backend/settle.ts';
import { withBackend } from '../../backend/with-backend.ts';
import { print } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, wholeNumber, writing, type WriteOptions } from '../write-options.ts';

interface Options extends WriteOptions {
  readonly name?: string;
  readonly contact?: string;
  readonly asn?: readonly number[];
}

export function declareCustomerCreate(parent: Command, terminal: Terminal): void {
  const create = parent
    .command('create')
    .description('make a customer')
    .argument('<id>', '1 to 63 of a-z, 0-9 and "-"; never changed')
    .option('--name <text>', 'how people call it (the id unless given)')
    .option('--contact <text>', 'whom to reach, such as an e-mail address')
    .option('--asn <number>', 'an autonomous system of theirs; may be repeated', collectNumber);
  addWriteOptions(create).action(async (id: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<Options>();
    await withBackend(terminal, accessFor(options), async (backend) => {
      const { name, contact, asn } = options;
      const input = {
        id,
        ...(name === undefined ? {} : { name }),
        ...(contact === undefined ? {} : { contact }),
        ...(asn === undefined ? {} : { asns: [...asn] }),
      };
      const written = await backend.createCustomer(input, writing(options));
      await print(terminal, options.output, written, ({ customer, position, dryRun }) => {
        const done = dryRun ? 'Would create' : 'Created';
        return `${done} customer ${terminal.color.bold(customer.id)} ${terminal.color.dim(`(revision ${position.revision})`)}`;
      });
      await settle(terminal, backend, written, options);
    });
  });
}

function collectNumber(text: string, earlier: readonly number[] = []): readonly number[] {
  return [...earlier, wholeNumber(text)];
}
