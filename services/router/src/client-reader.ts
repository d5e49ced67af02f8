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
    if (!isProxy || address === undefined) return address;
    const xForwardedFor = request.joinedHeader('x-forwarded-for') ?? null;
    return forwardedClient(
      address,
      { xForwardedFor, forwarded: request.joinedHeader('forwarded') ?? null },
      this.#trusted,
    );
  }
}
