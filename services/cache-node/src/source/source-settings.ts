import { AddressPolicy, Prefix } from '@nearhop/ip';
import { createOriginClient } from '../origin/create-origin-client.ts';
import type { OriginClient } from '../origin/origin-client.ts';

/** What a Worker must know to ask origins: plain data. */
export interface SourceSettings {
  readonly lab: boolean;
  /** CIDRs. */
  readonly privateNetworks: readonly string[];
  readonly resolvers: readonly string[] | null;
  /** A parent's and control's, which are exempt from the rules for origins: the operator named them. */
  readonly vouchedHosts: readonly string[];
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
    vouchedHosts: settings.vouchedHosts,
    maxRequestsPerOrigin: settings.maxRequestsPerOrigin,
    authorities: settings.authorities,
  });
}
