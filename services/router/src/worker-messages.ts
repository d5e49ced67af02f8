import { Prefix } from '@nearhop/ip';
import type { ListenAddress } from '@nearhop/service-kit';
import type { RouterConfig } from './config.ts';
import type { ProcessReport } from './router-process.ts';

/** What the first process tells a worker, as JSON. */
export type ToWorker =
  | { readonly kind: 'start'; readonly worker: number; readonly listen: ListenAddress; readonly config: PlainConfig }
  | { readonly kind: 'stop' };

/** What a worker tells the first process, as JSON. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'report'; readonly report: ProcessReport };

/** A configuration that survives being sent: prefixes as text. */
export interface PlainConfig extends Omit<RouterConfig, 'privateNetworks' | 'trustedProxies'> {
  readonly privateNetworks: readonly string[];
  readonly trustedProxies: readonly string[];
}

export function toPlainConfig(config: RouterConfig): PlainConfig {
  const texts = (prefixes: readonly Prefix[]) => prefixes.map((prefix) => prefix.toString());
  return { ...config, privateNetworks: texts(config.privateNetworks), trustedProxies: texts(config.trustedProxies) };
}

export function fromPlainConfig(config: PlainConfig): RouterConfig {
  const prefixes = (texts: readonly string[]) => texts.map((text) => Prefix.parse(text));
  return {
    ...config,
    privateNetworks: prefixes(config.privateNetworks),
    trustedProxies: prefixes(config.trustedProxies),
  };
}
