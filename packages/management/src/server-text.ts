import { Address, AddressError, quotedValue } from '@nearhop/ip';

/** Where a node listens unless a port is given. */
export const DEFAULT_SERVER_PORT = 80;

export interface ServerEndpoint {
  readonly address: Address;
  readonly port: number;
}

/** Text that is no server address. The message says what to write. */
export class ServerTextError extends Error {
  readonly code = 'ERR_SERVER_TEXT';
  override readonly name = 'ServerTextError';
}

const BRACKETED = /^\[(?<address>[^\]]*)\](?<rest>.*)$/s;
const PORT = /^:(?<port>[1-9]\d{0,4})$/;
const MAX_PORT = 65_535;

/**
 * Reads `203.0.113.10`, `203.0.113.10:8090`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:8090` (RFC 3986 authority without
 * a name). A host name is refused: devices are given addresses. Throws ServerTextError.
 */
export function parseServer(text: string): ServerEndpoint {
  const bracketed = BRACKETED.exec(text)?.groups;
  if (bracketed !== undefined) return parseBracketed(text, bracketed['address'] ?? '', bracketed['rest'] ?? '');
  const colon = text.indexOf(':');
  const hasPort = colon >= 0 && colon === text.lastIndexOf(':') && text.includes('.');
  if (!hasPort) return { address: parseAddress(text, text), port: DEFAULT_SERVER_PORT };
  return { address: parseAddress(text, text.slice(0, colon)), port: parsePort(text, text.slice(colon)) };
}

function parseBracketed(text: string, inner: string, rest: string): ServerEndpoint {
  if (!inner.includes(':')) throw fault(text, `brackets are for IPv6: write ${quotedValue(`${inner}${rest}`)}`);
  return { address: parseAddress(text, inner), port: rest === '' ? DEFAULT_SERVER_PORT : parsePort(text, rest) };
}

function parseAddress(text: string, address: string): Address {
  try {
    return Address.parse(address);
  } catch (error) {
    if (error instanceof AddressError) throw fault(text, error.rule);
    throw error;
  }
}

function parsePort(text: string, withColon: string): number {
  const port = Number(PORT.exec(withColon)?.groups?.['port'] ?? Number.NaN);
  if (port <= MAX_PORT) return port;
  throw fault(text, `the port must be 1 to ${MAX_PORT}: received ${quotedValue(withColon.slice(1))}`);
}

function fault(text: string, rule: string): ServerTextError {
  return new ServerTextError(`Cannot read server ${quotedValue(text)}: ${rule}`);
}
