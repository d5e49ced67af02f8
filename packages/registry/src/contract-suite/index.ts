export type { FreshRegistry } from './fresh-registry.ts';
export { registryContract } from './registry-contract.ts';
export { runModel } from './run-model.ts';
