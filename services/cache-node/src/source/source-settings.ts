import { AddressPolicy, Prefix } from '@nearhop/ip';
import { createOriginClient } from '../origin/create-origin-client.ts';
import type { OriginClient } from '../origin/origin-client.ts';

/** What a Worker must know to ask origins: plain data. */
export interface SourceSettings {
  readonly lab: boolean;
  /** CIDRs. */
  readonly privateNetworks: readonly string[];
  readonly resolvers: readonly string[] | null;
  /** `host:port` of a parent, which is exempt from the rules for origins: the operator named it. */
  readonly parentHost: string | null;
  readonly maxRequestsPerOrigin: number;
  /** PEM texts. */
  readonly authorities: string | null;
}

export function clientOf(settings: SourceSettings): OriginClient {
  const privateNetworks = settings.privateNetworks.map((text) => Prefix.parse(text));
  return createOriginClient({
    policy: new AddressPolicy({ privateNetworks, lab: settings.lab }),
    realm: settings.lab ? 'lab' : 'production',
    resolvers: settings.resolvers,
    parentHost: settings.parentHost,
    maxRequestsPerOrigin: settings.maxRequestsPerOrigin,
    authorities: settings.authorities,
  });
}
