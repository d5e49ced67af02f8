import type { Address, AddressPolicy } from '@nearhop/ip';
import { readHostsFile } from './hosts-file.ts';
import { nameServersQuery } from './name-query.ts';
import { ORIGIN_TIMES, OriginClient, type OriginTimes } from './origin-client.ts';
import { NAME_TIMES, OriginNames } from './origin-names.ts';
import { vettedAddresses } from './vetted-addresses.ts';

export interface CreateOriginClientOptions {
  readonly policy: AddressPolicy;
  readonly realm: 'production' | 'lab';
  /** Name servers as `address` or `address:port`; null for those of the system. */
  readonly resolvers: readonly string[] | null;
  /** A parent, and control: named by the operator, they may be anywhere, and be addresses. */
  readonly vouchedHosts: readonly string[];
  readonly maxRequestsPerOrigin: number;
  readonly authorities: string | null;
  readonly times?: Partial<OriginTimes>;
}

const HOSTS_FILE = '/etc/hosts';
const WAITING_PER_PLACE = 8;
const MOST_ORIGINS = 500;

/** A client with its names: those of the machine's hosts file in a lab, and for hosts that are vouched for. */
export function createOriginClient(options: CreateOriginClientOptions): OriginClient {
  const { policy, realm, resolvers, vouchedHosts, maxRequestsPerOrigin, authorities, times } = options;
  const now = (): number => performance.now();
  const known = knownNames(options);
  const names = new OriginNames(NAME_TIMES, { query: nameServersQuery(resolvers), known, now });
  const gate = { atOnce: maxRequestsPerOrigin, waiting: maxRequestsPerOrigin * WAITING_PER_PLACE };
  return new OriginClient(
    { gate, authorities, times: { ...ORIGIN_TIMES, ...times }, mostOrigins: MOST_ORIGINS },
    { addresses: vettedAddresses(names, { policy, realm, vouchedHosts }), now },
  );
}

function knownNames({ realm, vouchedHosts }: CreateOriginClientOptions): ReadonlyMap<string, readonly Address[]> {
  const known = readHostsFile(HOSTS_FILE);
  if (realm === 'lab') return known;
  return new Map([...known].filter(([name]) => vouchedHosts.includes(name)));
}
