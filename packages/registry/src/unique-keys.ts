import type { CacheNode } from '@nearhop/contracts';
import type { RecordWrite } from './records.ts';

/** What no two records may share: a node's name within its customer, and each server address with its port. A deleted node holds none. */
export function uniqueKeys(write: RecordWrite): string[] {
  if (write.value === null || write.kind !== 'node' || write.value.deletedAt !== undefined) return [];
  const { servers, customer, name } = write.value;
  return [nodeNameKey(customer, name), ...serverAddresses(servers).map(serverKey)];
}

export function nodeNameKey(customer: string, name: string): string {
  return `node-name:${customer}/${name}`;
}

export function serverKey(server: { readonly address: string; readonly port: number }): string {
  return server.address.includes(':')
    ? `server:[${server.address}]:${server.port}`
    : `server:${server.address}:${server.port}`;
}

function serverAddresses(servers: CacheNode['servers']) {
  return [servers.ipv4, servers.ipv6].filter((server) => server !== undefined);
}
