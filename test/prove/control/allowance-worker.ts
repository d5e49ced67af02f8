/** One process of the allowance race: `bun allowance-worker.ts <store> <number>`, spoken to over IPC. */
import { AddressPolicy } from '@nearhop/ip';
import { Management, randomNodeId } from '@nearhop/management';
import { openRegistry } from '@nearhop/registry';
import type { AllowanceOrder, AllowanceReport } from './allowance-messages.ts';

const [store = '', number = ''] = process.argv.slice(2);
const registry = await openRegistry(store, { access: 'write' });
const policy = new AddressPolicy({ privateNetworks: [], lab: false });
const management = new Management(
  { policy, authority: 'api' },
  { registry, now: () => new Date(), newId: randomNodeId },
);
const report = (message: AllowanceReport) => process.send?.(message);
const request = { by: `api:claimant-${number}` };

process.on('message', (order: AllowanceOrder) => {
  while (Date.now() < order.atMs); // all processes leave at one instant, which no timer is good enough for
  void carryOut(order).then(report);
});
process.on('disconnect', () => process.exit(0));
report({ kind: 'ready' });

async function carryOut({ customer, deleted, name, claims }: AllowanceOrder): Promise<AllowanceReport> {
  try {
    if (deleted !== undefined) {
      await management.deleteNode(`${customer}/${deleted}`, { ...request, why: 'to claim anew', force: true });
    }
    const { node } = await management.createNode({ customer, name, claims: [...claims] }, request);
    return { kind: 'answered', states: node.claims.map(({ state }) => state) };
  } catch (error) {
    return { kind: 'failed', error: String(error) };
  }
}
