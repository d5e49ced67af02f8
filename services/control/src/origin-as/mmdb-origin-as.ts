import { addressOfValue, addressValue, Prefix, type Address } from '@nearhop/ip';
import type { OriginAsTable } from '@nearhop/management';
import { Reader, type AsnResponse } from 'maxmind';

/** A table of origin AS numbers in the MaxMind DB format 2.0, such as GeoLite2-ASN. Throws on bytes that are none. */
export function mmdbOriginAs(bytes: Buffer): OriginAsTable {
  const reader = new Reader<AsnResponse>(bytes);
  return {
    announced(prefix, most) {
      const found: { prefix: Prefix; asn: number }[] = [];
      if (prefix.family === 6 && reader.metadata.ipVersion === 4) return found;
      const last = addressValue(prefix.last());
      let at = addressValue(prefix.first());
      // Each step is one network of the file, announced or not.
      for (let step = 0; step < STEPS_PER_NETWORK * most && found.length < most && at <= last; step++) {
        const address = addressOfValue(prefix.family, at);
        const { network, asn } = networkAt(reader, address);
        if (asn !== undefined) found.push({ prefix: network, asn });
        at = addressValue(network.last()) + 1n;
      }
      return found;
    },
  };
}

const STEPS_PER_NETWORK = 20;

function networkAt(reader: Reader<AsnResponse>, address: Address): { readonly network: Prefix; readonly asn?: number } {
  const [record, length] = reader.getWithPrefixLength(address.toString());
  const network = Prefix.containing(address, length);
  const asn = record?.autonomous_system_number;
  return asn === undefined ? { network } : { network, asn };
}
