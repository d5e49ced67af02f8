import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import type { Terminal } from '../../terminal.ts';
import { CLAIM_ARGUMENT } from '../claim/claim-argument.ts';
import { accessFor, addWriteOptions, requireReason, writing, type WriteOptions } from '../write-options.ts';

export function declareReviewApprove(parent: Command, terminal: Terminal): void {
  const approve = parent
    .command('approve')
    .description('give a claim its space; not for whoever claimed it')
    .argument(...CLAIM_ARGUMENT);
  addWriteOptions(approve)
    .addHelpText(
      'after',
      "\nWith --force and --reason, other customers' blocks on the claim's space or inside it require attention from then on:\ntheir holders read the reason. A block around the claim is never taken.",
    )
    .action(async (claim: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<WriteOptions>();
      if (options.force) requireReason(`approve claim "${claim}" by force`, options);
      await withBackend(terminal, accessFor(options), async (backend) => {
        const { showClaim } = await import('../claim/show-claim.ts');
        const written = await backend.claims.approve(claim, writing(options));
        await showClaim(terminal, backend, { done: 'Approved', would: 'Would approve' }, written, options);
      });
    });
}
