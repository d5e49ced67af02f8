import { Address, type AddressPolicy } from '@nearhop/ip';
import { OriginError } from './origin-error.ts';
import type { OriginNames } from './origin-names.ts';

/** Tells where a host may be reached. Rejects with OriginError. */
export type AddressBook = (host: string) => Promise<readonly Address[]>;

export interface VettingRules {
  readonly policy: AddressPolicy;
  readonly realm: 'production' | 'lab';
  /** Hosts that the operator vouches for: a parent, and control. */
  readonly vouchedHosts: readonly string[];
}

/**
 * The addresses of a host, each of which may be an origin's: one that may not spoils them all, because whoever answers so wants a
 * node to be sent where it must not go.
 */
export function vettedAddresses(names: OriginNames, { policy, realm, vouchedHosts }: VettingRules): AddressBook {
  return async (host) => {
    const literal = Address.tryParse(host);
    if (vouchedHosts.includes(host)) return literal === undefined ? names.resolve(host) : [literal];
    if (literal !== undefined && realm !== 'lab') {
      throw new OriginError('address-not-allowed', `Cannot ask "${host}": an origin must have a name`);
    }
    const addresses = literal === undefined ? await names.resolve(host) : [literal];
    const forbidden = addresses.find((address) => !policy.allowsOrigin(address));
    if (forbidden === undefined) return addresses;
    throw new OriginError(
      'address-not-allowed',
      `Cannot ask "${host}": ${forbidden.toString()} is in special-use space, where no origin may be`,
    );
  };
}
