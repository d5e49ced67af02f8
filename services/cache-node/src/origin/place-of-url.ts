import type { OriginPlace } from './origin-request.ts';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Of a URL of scheme, host and port, as the variable's schema lets through. */
export function placeOfUrl(url: string): OriginPlace {
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  const host = hostname.replace(/^\[|\]$/g, '');
  return { scheme, host, port: port === '' ? (DEFAULT_PORTS[protocol] ?? 80) : Number(port) };
}
