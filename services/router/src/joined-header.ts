import type { Http1Request } from '@nearhop/http1';

/** The value of a header, several of that name joined by commas (RFC 9110 section 5.3); null when there is none. */
export function joinedHeader<Peer>(request: Http1Request<Peer>, lowerCaseName: string): string | null {
  if (request.header(lowerCaseName) === undefined) return null;
  return request.headerValues(lowerCaseName).join(', ');
}
