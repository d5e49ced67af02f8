import type { CacheNode, ServerAddress, Servers } from './cache-node.ts';

/**
 * The server addresses to which devices may be sent: those that the node proved to hold, as they were when it did. All of them when
 * an administrator activated the node.
 */
export function provenServers({
  servers,
  activated,
  activation,
}: Pick<CacheNode, 'servers' | 'activated' | 'activation'>): Servers {
  if (!activated) return {};
  if (activation === undefined) return servers;
  const ipv4 = proven(servers.ipv4, activation.proven.ipv4);
  const ipv6 = proven(servers.ipv6, activation.proven.ipv6);
  return { ...(ipv4 && { ipv4 }), ...(ipv6 && { ipv6 }) };
}

function proven(asked: ServerAddress | undefined, shown: ServerAddress | undefined): ServerAddress | undefined {
  return asked !== undefined && asked.address === shown?.address && asked.port === shown.port ? asked : undefined;
}
