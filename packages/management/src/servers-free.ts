import type { CacheNode } from '@nearhop/contracts';
import { serverKey } from '@nearhop/registry';
import { serverTakenDetail } from './commit-change.ts';
import type { FieldReport } from './field-report.ts';
import type { ManagementContext } from './management-context.ts';

/** Reports the server addresses that other nodes have. The commit repeats the check. */
export async function checkServersFree(
  context: ManagementContext,
  node: Pick<CacheNode, 'id' | 'customer' | 'servers'>,
  report: FieldReport,
): Promise<void> {
  for (const family of ['ipv4', 'ipv6'] as const) {
    const server = node.servers[family];
    if (server === undefined) continue;
    const holder = await context.registry.holderOf(serverKey(server));
    if (holder === undefined || holder.id === node.id) continue;
    report.conflict(
      `/servers/${family}`,
      `"${server.address}": ${await serverTakenDetail(context, holder.id, node.customer)}`,
    );
  }
}
