import { explain, RoutingState, routingTableView } from '@nearhop/decision';
import { Address } from '@nearhop/ip';
import type { Registry } from '@nearhop/registry';
import type { Explanation } from './explanation.ts';
import type { LocalBackendOptions } from './local-backend.ts';

/** What a router would answer that has read all of the store and has no overrides: the same decision, made here. */
export async function explainFromStore(
  registry: Registry,
  { policy, store }: LocalBackendOptions,
  address: string,
): Promise<Explanation> {
  const { position, pages } = await registry.snapshot();
  const state = new RoutingState({ policy });
  state.setTable(await routingTableView.load(pages));
  const vector = await registry.health.vector();
  state.setVector(vector);
  const { decision, trace } = explain(state, Address.parse(address));
  const account = { source: store, decision, trace, revision: position.revision, health: vector.number };
  return { address, agree: true, differences: [], accounts: [account], silent: [] };
}
