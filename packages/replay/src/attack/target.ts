import { quotedValue } from '@nearhop/ip';
import { TargetError } from './target-error.ts';

/** A router to ask, as plain data. */
export interface Target {
  readonly hostname: string;
  readonly port: number;
  /** What stands in the header Host. */
  readonly authority: string;
  readonly path: string;
  readonly tls: TargetTls | undefined;
}

export interface TargetTls {
  /** Certificates to trust, PEM; the system's unless given. */
  readonly ca?: string;
  /** `ignore` takes any certificate: for a lab. */
  readonly certificate: 'verify' | 'ignore';
}

/**
 * Reads a router's address, such as `http://127.0.0.1:8080`, `https://router.example` or one with a path in front
 * of `/v1/route`. Throws TargetError.
 */
export function parseTarget(text: string, tls: TargetTls = { certificate: 'verify' }): Target {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw new TargetError(
      `Cannot ask ${quotedValue(text)}: write the address of a router, such as http://127.0.0.1:8080`,
    );
  }
  if (url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new TargetError(`Cannot ask ${quotedValue(text)}: write it without user, query and fragment`);
  }
  const secure = url.protocol === 'https:';
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    authority: url.host,
    path: `${url.pathname.replace(/\/$/, '')}/v1/route`,
    tls: secure ? tls : undefined,
  };
}

/** What is asked, as a URL. */
export function targetText({ tls, authority, path }: Target): string {
  return `${tls === undefined ? 'http' : 'https'}://${authority}${path}`;
}

/** `reused`: each connection asks again and again. `new`: one connection per request; with TLS, a full handshake. */
export type ConnectionMode = 'reused' | 'new';

/** A request up to the client's address, which the text that `requestEnd` gives follows. */
export function requestStart({ path, authority }: Target): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${authority}\r\nX-Forwarded-For: `;
}

export function requestEnd(mode: ConnectionMode): string {
  return mode === 'new' ? '\r\nConnection: close\r\n\r\n' : '\r\n\r\n';
}
