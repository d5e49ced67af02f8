import { Address, Prefix } from '@nearhop/ip';
import { NodeLinkError } from './node-link-error.ts';

const LOOPBACK = [Prefix.parse('127.0.0.0/8'), Prefix.parse('::1/128')];

/** Where control is, without a slash at its end. Throws NodeLinkError for `http:` but to this machine: keys would be there to be read. */
export function controlUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && url.pathname === '/' && url.search === '' && url.username === '';
  if (isPlain && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))))
    return url.origin;
  throw new NodeLinkError(
    'unsafe-control-url',
    'Cannot use the URL of control: write https://host:port, or http://127.0.0.1:port for control on this machine',
  );
}

function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost') return true;
  const address = Address.tryParse(hostname.replace(/^\[(.*)\]$/, '$1'));
  return address !== undefined && LOOPBACK.some((prefix) => prefix.contains(address));
}
