import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, writing, type WriteOptions } from '../write-options.ts';
import { CLAIM_ARGUMENT } from './claim-argument.ts';

export function declareClaimWithdraw(parent: Command, terminal: Terminal): void {
  const withdraw = parent
    .command('withdraw')
    .description('take back a claim that waits or requires attention')
    .argument(...CLAIM_ARGUMENT);
  addWriteOptions(withdraw).action(async (claim: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<WriteOptions>();
    await withBackend(terminal, accessFor(options), async (backend) => {
      const { showClaim } = await import('./show-claim.ts');
      const written = await backend.claims.withdraw(claim, writing(options));
      await showClaim(terminal, backend, { done: 'Withdrew', would: 'Would withdraw' }, written, options);
    });
  });
}
