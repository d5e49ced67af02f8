import type { NodeCreate } from '@nearhop/contracts';
import type { Command } from 'commander';
import { collect, wholeNumber } from '../write-options.ts';
import { collectLabel } from './select-nodes.ts';

/** What describes a node on the command line, for `create` and `edit` alike. */
export interface NodeFieldOptions {
  readonly server?: readonly string[];
  readonly blocks?: readonly string[];
  readonly shared?: true;
  readonly maxEgress?: number;
  readonly label?: Readonly<Record<string, string>>;
}

export function addNodeFieldOptions(command: Command): Command {
  return command
    .option(
      '--server <address>',
      'where devices reach it, such as 203.0.113.10 or [2001:db8::1]:8090; one per family',
      collect,
    )
    .option(
      '--blocks <list>',
      'its clients, such as "2.21.234.0/24, 3.22.235.0-3.22.235.255"; may be repeated',
      collect,
    )
    .option('--shared', "the blocks may equal those of the customer's other nodes")
    .option('--max-egress <mbps>', 'the most it may send, in Mbit/s', wholeNumber)
    .option('--label <name=value>', 'a label; may be repeated', collectLabel);
}

/** The members of a request that the options name, and no others. */
export function nodeMembers(options: NodeFieldOptions): Omit<NodeCreate, 'name' | 'customer'> {
  return {
    ...(options.server === undefined ? {} : { servers: options.server.join(', ') }),
    ...(options.blocks === undefined ? {} : { claims: options.blocks.join(', ') }),
    ...(options.shared === undefined ? {} : { shared: options.shared }),
    ...(options.maxEgress === undefined ? {} : { maxEgressMbps: options.maxEgress }),
    ...(options.label === undefined ? {} : { labels: { ...options.label } }),
  };
}
