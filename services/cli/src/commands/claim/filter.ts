import { CLAIM_STATES, type ClaimState } from '@nearhop/contracts';
import { InvalidArgumentError, type Command } from 'commander';

/** Which claims are listed. */
export interface FilterOptions {
  readonly state?: readonly ClaimState[];
  readonly customer?: string;
}

export function addFilterOptions(command: Command): Command {
  return command
    .option('--state <states>', `only claims in these states, separated by commas: ${CLAIM_STATES.join(', ')}`, states)
    .option('--customer <id>', 'only those of this customer');
}

function states(text: string): readonly ClaimState[] {
  return text.split(',').map((word) => {
    const state = CLAIM_STATES.find((known) => known === word.trim());
    if (state !== undefined) return state;
    throw new InvalidArgumentError(`Write one or more of ${CLAIM_STATES.join(', ')}.`);
  });
}
