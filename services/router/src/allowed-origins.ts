import type { Origin } from '@nearhop/contracts';
import { Address } from '@nearhop/ip';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(?:${LABEL}\\.)*${LABEL}$`);
const MAX_HOST_LENGTH = 253;
/** A last label that makes URL parsers read the whole host as an IPv4 address in one of its many spellings. */
const ENDS_IN_NUMBER = /(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$/;

export type Realm = 'production' | 'lab';

/**
 * The record that allows a host: its own, or `*.suffix` on a label boundary, the longest first. The host must be written
 * in lower-case letters, digits and hyphens, with neither port nor trailing dot. An IP literal is only ever allowed in the
 * lab, by a record of its own.
 */
export function allowingOrigin(origins: ReadonlyMap<string, Origin>, host: string, realm: Realm): Origin | undefined {
  if (host.length > MAX_HOST_LENGTH || !HOST.test(host)) return undefined;
  if (ENDS_IN_NUMBER.test(host)) return realm === 'lab' && isAddress(host) ? origins.get(host) : undefined;
  const exact = origins.get(host);
  if (exact !== undefined) return exact;
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) {
    const origin = origins.get(`*${host.slice(dot)}`);
    if (origin !== undefined) return origin;
  }
  return undefined;
}

function isAddress(host: string): boolean {
  return Address.tryParse(host) !== undefined;
}
