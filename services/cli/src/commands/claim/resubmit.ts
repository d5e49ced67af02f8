import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, writing, type WriteOptions } from '../write-options.ts';
import { CLAIM_ARGUMENT } from './claim-argument.ts';

interface Options extends WriteOptions {
  readonly comment?: string;
}

export function declareClaimResubmit(parent: Command, terminal: Terminal): void {
  const resubmit = parent
    .command('resubmit')
    .description('ask again for a block that requires attention')
    .argument(...CLAIM_ARGUMENT)
    .option('--comment <text>', 'what has changed, for the reviewer');
  addWriteOptions(resubmit).action(async (claim: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<Options>();
    await withBackend(terminal, accessFor(options), async (backend) => {
      const { showClaim } = await import('./show-claim.ts');
      const input = options.comment === undefined ? {} : { comment: options.comment };
      const written = await backend.claims.resubmit(claim, input, writing(options));
      await showClaim(terminal, backend, { done: 'Asked again for', would: 'Would ask again for' }, written, options);
    });
  });
}
