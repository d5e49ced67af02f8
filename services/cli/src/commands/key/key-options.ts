import type { NodeKeys } from '@nearhop/contracts';
import type { Command } from 'commander';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';

export interface KeyOptions {
  readonly customer?: string;
  readonly output: Format;
}

export function addNodeArgument(command: Command): Command {
  return command
    .argument('<node>', 'its name, or its id')
    .option('--customer <id>', 'whose node, when several have one of this name');
}

export async function printKeys(terminal: Terminal, output: Format, keys: NodeKeys): Promise<void> {
  await print(terminal, output, keys, async () => {
    const [{ fields }, { keyFields }] = await Promise.all([
      import('../../output/table.ts'),
      import('../../output/link-text.ts'),
    ]);
    return fields(terminal, keyFields(keys, terminal.color));
  });
}
