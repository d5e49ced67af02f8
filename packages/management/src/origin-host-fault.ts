import { Address, quotedValue, type AddressPolicy } from '@nearhop/ip';

const LOOPBACK = Address.parse('127.0.0.1');

/**
 * What is wrong with a well-formed host as an origin. A last label that is a number is an address to URL parsers, in whatever
 * spelling (`127.1`, `0x7f.1`, `2130706433`), so only the plain dotted quad is read as one, and only in a lab.
 */
export function originHostFault(host: string, policy: AddressPolicy): string | undefined {
  const suffix = host.startsWith('*.') ? host.slice(2) : undefined;
  const name = suffix ?? host;
  const isLab = policy.allowsOrigin(LOOPBACK);
  const isNumeric = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(name);
  if (isNumeric) {
    const address = suffix === undefined ? Address.tryParse(host) : undefined;
    if (isLab && address !== undefined && policy.allowsOrigin(address)) return undefined;
    return `${quotedValue(host)} is an address and no name: write a host name such as "download.example.com"`;
  }
  if (name === 'localhost' || name.endsWith('.localhost')) {
    return isLab
      ? undefined
      : `${quotedValue(host)} is each machine itself: write a host name such as "download.example.com"`;
  }
  if (suffix !== undefined && !suffix.includes('.')) {
    return `${quotedValue(host)} would allow a whole top-level domain: write one such as "*.example.com"`;
  }
  return undefined;
}
