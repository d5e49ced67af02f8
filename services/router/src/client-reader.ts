import { Address, type Prefix } from '@nearhop/ip';
import type { Http1Request } from '@nearhop/http1';
import { forwardedClient, isTrusted } from './client-address.ts';

/** Who holds the other end of a connection: worked out once, at its first request. */
export interface Peer {
  readonly address: Address | undefined;
  /** Whether it is a proxy whose headers are believed. */
  readonly isTrusted: boolean;
}

/** Finds out for whom a request asks. Of a peer that is not trusted no header is read. */
export class ClientReader {
  /** How the client that was read last is written, where the request has that very text; else undefined. */
  text: string | undefined;
  readonly #trusted: readonly Prefix[];

  constructor(trustedProxies: readonly Prefix[]) {
    this.#trusted = trustedProxies;
  }

  readPeer(remoteAddress: string): Peer {
    const address = Address.tryParse(remoteAddress);
    return { address, isTrusted: address !== undefined && isTrusted(address, this.#trusted) };
  }

  /** Undefined when the address cannot be read. */
  read(request: Http1Request<Peer>): Address | undefined {
    const { address, isTrusted: isProxy } = request.peer;
    this.text = undefined;
    if (!isProxy || address === undefined) return address;
    const xForwardedFor = request.joinedHeader('x-forwarded-for') ?? null;
    const forwarded = request.joinedHeader('forwarded') ?? null;
    if (xForwardedFor !== null && forwarded === null) {
      // What nearly every proxy sends: one bare address, which is the only hop. Anything else takes the long way.
      const only = Address.tryParse(xForwardedFor);
      if (only !== undefined) {
        // Of dotted quads the parser takes the one spelling; IPv6, and IPv4 within it, have many.
        if (only.family === 4 && !xForwardedFor.includes(':')) this.text = xForwardedFor;
        return only;
      }
    }
    return forwardedClient(address, { xForwardedFor, forwarded }, this.#trusted);
  }
}
