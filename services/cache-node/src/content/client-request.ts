import { HeaderFields, type RequestHead } from '@nearhop/http-cache';
import type { Http1Request } from '@nearhop/http1';

/** A device's request, to be had for longer than its bytes: answers go on when they are gone. */
export interface ClientRequest extends RequestHead {
  readonly remoteAddress: string;
  readonly target: string;
  readonly minorVersion: number;
  readonly fields: HeaderFields;
}

export function clientRequest(request: Http1Request<unknown>): ClientRequest {
  const { method, target, minorVersion, remoteAddress } = request;
  const fields = new HeaderFields(request.rawHeaders());
  return { method, target, minorVersion, remoteAddress, fields, joinedHeader: (name) => fields.joinedHeader(name) };
}
