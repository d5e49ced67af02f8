import type { LocalBackend } from '../backend/local-backend.ts';
import { DEMO_CUSTOMERS, DEMO_NODES } from './demo-records.ts';

const WRITING = { why: 'demo', mode: 'commit', force: false } as const;

/** Writes the demo's customers and nodes; what an interrupted start has written already stays as it is. */
export async function writeDemoRecords(backend: LocalBackend): Promise<void> {
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
export async function writeDemoOrigin(backend: LocalBackend, host: string, port: number): Promise<void> {
  const known = (await backend.listOrigins()).find((origin) => origin.host === host);
  if (known?.port === port) return;
  if (known !== undefined) await backend.removeOrigin(host, WRITING);
  await backend.addOrigin({ host, scheme: 'http', port }, WRITING);
}
