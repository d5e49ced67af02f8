import { type RouterReport } from '@nearhop/contracts';
import type { RoutingTable } from '@nearhop/decision';
import { Prefix, type Address } from '@nearhop/ip';
import { matchLength, NO_MATCH } from '@nearhop/route-table';

/** What stands for a client that no block covers. */
const AROUND = { 4: 16, 6: 32 } as const;

/** Clients counted by the block that answers for them, or by the network around them: no report holds an address. */
export function networksOf(
  clients: readonly Address[],
  table: Pick<RoutingTable, 'blocks'> | undefined,
): RouterReport['networks'] {
  const counts = new Map<string, number>();
  for (const client of clients) {
    const match = table?.blocks.lookup(client) ?? NO_MATCH;
    const length = match === NO_MATCH ? AROUND[client.family] : matchLength(match);
    const prefix = Prefix.containing(client, length).toString();
    counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return [...counts].map(([prefix, count]) => ({ prefix, clients: count }));
}
