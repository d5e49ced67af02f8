import type { Backend } from '../backend/backend.ts';
import { DEMO_CUSTOMERS, DEMO_NODES } from './demo-records.ts';

const WRITING = { why: 'demo', mode: 'commit', force: false } as const;

/** Writes the demo's customers and nodes; what an interrupted start has written already stays as it is. */
export async function writeDemoRecords(backend: Backend): Promise<void> {
  const customers = new Set((await backend.listCustomers()).map(({ id }) => id));
  for (const customer of DEMO_CUSTOMERS) {
    if (!customers.has(customer.id)) await backend.createCustomer(customer, WRITING);
  }
  const nodes = new Set((await backend.listNodes(undefined)).map(({ name }) => name));
  for (const node of DEMO_NODES) {
    if (!nodes.has(node.name)) await backend.createNode(node, WRITING);
  }
}

/** Names the demo origin as an origin, under the port that it has this time. */
export async function writeDemoOrigin(backend: Backend, host: string, port: number): Promise<void> {
  const known = (await backend.listOrigins()).find((origin) => origin.host === host);
  if (known?.port === port) return;
  if (known !== undefined) await backend.removeOrigin(host, WRITING);
  await backend.addOrigin({ host, scheme: 'http', port }, WRITING);
}

/** Says where a node really serves: a port may be another each time. */
export async function writeNodeServer(
  backend: Backend,
  id: string,
  server: { readonly address: string; readonly port: number },
): Promise<void> {
  const node = await backend.findNode({ name: id, customer: undefined });
  const { ipv4, ipv6 } = node.servers;
  if (ipv4?.address === server.address && ipv4.port === server.port && ipv6 === undefined) return;
  await backend.editNode(node, { servers: [`${server.address}:${server.port}`] }, WRITING);
}
