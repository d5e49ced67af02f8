import type { Review } from '@nearhop/contracts';
import type { Command } from 'commander';
import { withBackend } from '../../backend/with-backend.ts';
import { print, type Format } from '../../output/format.ts';
import type { Terminal } from '../../terminal.ts';
import { addFilterOptions, type FilterOptions } from '../claim/filter.ts';

interface Options extends FilterOptions {
  readonly output: Format;
}

export function declareReviewList(parent: Command, terminal: Terminal): void {
  addFilterOptions(
    parent
      .command('list')
      .description('list the claims that wait for a reviewer, with what speaks for and against them'),
  ).action((_options: unknown, command: Command) =>
    withBackend(terminal, 'follow', async (backend) => {
      const { state, customer, output } = command.optsWithGlobals<Options>();
      const reviews = await backend.claims.reviews({ states: state, customer });
      await print(terminal, output, reviews, () => reviewTable(terminal, reviews));
    }),
  );
}

async function reviewTable(terminal: Terminal, reviews: readonly Review[]): Promise<string> {
  const [{ table }, { claimStateText, spaceText }] = await Promise.all([
    import('../../output/table.ts'),
    import('../../output/claim-text.ts'),
  ]);
  const rows = reviews.map(({ prefix, customer, nodeName, state, since, claimedBy, evidence, thread = [] }) => [
    terminal.color.bold(prefix),
    `${customer}/${nodeName}`,
    claimStateText(state, terminal.color),
    spaceText(evidence.size),
    foreignOverlaps(evidence.overlaps, customer),
    evidence.originMatches,
    String(thread.length),
    claimedBy ?? '',
    since?.slice(0, 10) ?? '',
  ]);
  const headings = ['claim', 'node', 'state', 'size', 'overlaps', 'asn', 'comments', 'claimed by', 'since'];
  return table(terminal, headings, rows, 'No claim waits for a reviewer');
}

/** Whose valid blocks are in the way. */
function foreignOverlaps(overlaps: Review['evidence']['overlaps'], customer: string): string {
  const holders = new Set(
    overlaps.filter((other) => other.state === 'valid' && other.customer !== customer).map((other) => other.customer),
  );
  return [...holders].join(' ') || 'none';
}
