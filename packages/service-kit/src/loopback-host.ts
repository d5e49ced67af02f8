import { Address, Prefix } from '@nearhop/ip';

const LOOPBACK = [Prefix.parse('127.0.0.0/8'), Prefix.parse('::1/128')];
const HOST_HEADER = /^(?:\[(?<bracketed>[0-9A-Fa-f:.]+)\]|(?<plain>[^:[\]]+))(?::\d{1,5})?$/;

/** Whether a host, an address without brackets or a name, is this machine and nothing else. */
export function isLoopbackHost(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true;
  const address = Address.tryParse(host);
  return address !== undefined && LOOPBACK.some((prefix) => prefix.contains(address));
}

/**
 * Whether a Host header (RFC 9110 section 7.2) names loopback, on any port. A browser sends another when a page's own name was
 * made to resolve to loopback (DNS rebinding).
 */
export function namesLoopback(hostHeader: string): boolean {
  const groups = HOST_HEADER.exec(hostHeader)?.groups;
  return isLoopbackHost(groups?.['bracketed'] ?? groups?.['plain'] ?? '');
}
