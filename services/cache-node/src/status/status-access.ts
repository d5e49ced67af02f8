import { namesLoopback } from '@nearhop/service-kit';
import { timingSafeEqual } from 'node:crypto';

export interface StatusRequest {
  readonly remoteAddress: string | undefined;
  readonly host: string | null;
  readonly authorization: string | null;
}

/**
 * Who may read the summary and purge: whoever has the token, and this machine itself under a Host of loopback, so that no web page
 * can under a name that was made to resolve to it.
 */
export function mayManage({ remoteAddress, host, authorization }: StatusRequest, token: string | null): boolean {
  if (token !== null && authorization !== null && isSame(authorization, `Bearer ${token}`)) return true;
  return isLoopback(remoteAddress) && (host === null || namesLoopback(host));
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (address === '::1' || /^(?:::ffff:)?127\./.test(address));
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
