export { clientAddress, type ForwardedHeaders } from './client-address.ts';
export { readConfig, type RouterConfig } from './config.ts';
export type { RouterOverrides } from './context.ts';
export { start, type RunningRouter } from './start.ts';
