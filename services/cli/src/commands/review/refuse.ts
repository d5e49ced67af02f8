import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import type { Terminal } from '../../terminal.ts';
import { CLAIM_ARGUMENT } from '../claim/claim-argument.ts';
import { accessFor, addWriteOptions, requireReason, writing, type WriteOptions } from '../write-options.ts';

export function declareReviewRefuse(parent: Command, terminal: Terminal): void {
  const refuse = parent
    .command('refuse')
    .description('turn a claim down; the reason is what the claimant reads')
    .argument(...CLAIM_ARGUMENT);
  addWriteOptions(refuse).action(async (claim: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<WriteOptions>();
    requireReason(`refuse claim "${claim}"`, options);
    await withBackend(terminal, accessFor(options), async (backend) => {
      const { showClaim } = await import('../claim/show-claim.ts');
      const written = await backend.claims.refuse(claim, writing(options));
      await showClaim(terminal, backend, { done: 'Refused', would: 'Would refuse' }, written, options);
    });
  });
}
