import type { Command } from 'commander';
import type { Terminal } from '../../terminal.ts';
import type { Format } from '../../output/format.ts';

export interface ActivateOptions {
  readonly registrationKeyFile: string;
  readonly directory?: string;
  readonly listen?: string;
  readonly output: Format;
}

export function declareNodeActivate(parent: Command, terminal: Terminal): void {
  parent
    .command('activate')
    .description('on the machine of a cache node: trade its registration key for its own keys')
    .argument('<id>', 'the id of the node, such as n_abcdefghijklmnop')
    .requiredOption('--registration-key-file <path>', 'a file that holds the key, or - for standard input')
    .option('--directory <path>', "where the node's keys are kept (NEARHOP_DATA_DIR/node unless given)")
    .option(
      '--listen <host:port>',
      'answer the proof of address here until control has seen it: no cache node runs yet',
    )
    .addHelpText(
      'after',
      '\nThe key is never an argument: others on the machine could read it there.\n' +
        'Example:\n  nearhop node activate n_abcdefghijklmnop --registration-key-file key.txt --listen 0.0.0.0:80',
    )
    .action(async (id: string, _options: unknown, command: Command) => {
      const { activateNode } = await import('../../activation/activate-node.ts');
      await activateNode(terminal, id, command.optsWithGlobals<ActivateOptions>());
    });
}
