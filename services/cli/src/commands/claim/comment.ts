import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import type { Terminal } from '../../terminal.ts';
import { accessFor, addWriteOptions, writing, type WriteOptions } from '../write-options.ts';
import { CLAIM_ARGUMENT } from './claim-argument.ts';

/** `claim comment` speaks for the claimant, `review comment` for the reviewer. */
export function declareComment(parent: Command, terminal: Terminal, role: 'claimant' | 'reviewer'): void {
  const comment = parent
    .command('comment')
    .description(role === 'claimant' ? 'write to the reviewer of a claim' : 'write to whoever claimed')
    .argument(...CLAIM_ARGUMENT)
    .argument('<text>', 'one line');
  addWriteOptions(comment).action(async (claim: string, text: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<WriteOptions>();
    await withBackend(terminal, accessFor(options), async (backend) => {
      const { showClaim } = await import('./show-claim.ts');
      const written = await backend.claims.comment(claim, { text, role }, writing(options));
      await showClaim(terminal, backend, { done: 'Commented on', would: 'Would comment on' }, written, options);
    });
  });
}
