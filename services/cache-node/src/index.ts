export { readConfig, type CacheNodeConfig } from './config.ts';
export type { CacheNodeOverrides } from './context.ts';
export type { NodeLimits, NodeState, NotServing } from './node-state/node-state.ts';
export type { NodeStatePlace } from './node-state/node-state-place.ts';
export { start, type RunningCacheNode } from './start.ts';
