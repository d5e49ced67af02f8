import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { CLAIM_ARGUMENT } from '../claim/claim-argument.ts';

export function declareReviewShow(parent: Command, terminal: Terminal): void {
  parent
    .command('show')
    .description('show a claim with its evidence and its thread')
    .argument(...CLAIM_ARGUMENT)
    .action((claim: string, _options: unknown, command: Command) =>
      withBackend(terminal, 'follow', async (backend) => {
        const { output } = command.optsWithGlobals<{ output: Format }>();
        const review = await backend.claims.review(claim);
        await print(terminal, output, review, async () => {
          const [{ fields }, { reviewFields }] = await Promise.all([
            import('../../output/table.ts'),
            import('../../output/claim-text.ts'),
          ]);
          return fields(terminal, reviewFields(review, terminal.color));
        });
      }),
    );
}
