import { decide, type RoutingState } from '@nearhop/decision';
import { allowingOrigin, type Realm } from './allowed-origins.ts';
import type { ClientReader, PeerSource } from './client-reader.ts';
import type { Counters } from './counters.ts';
import type { Lifecycle } from './lifecycle.ts';
import { problemResponse } from './problem-response.ts';
import { locationAtCache, locationAtOrigin } from './redirect-location.ts';
import { readRedirectTarget, type MatchedPath } from './redirect-target.ts';

export interface RedirectDependencies {
  readonly state: RoutingState;
  readonly clients: ClientReader;
  readonly counters: Counters;
  readonly lifecycle: Lifecycle;
}

/** `GET|HEAD /v1/redirect/<origin host>/<path>?<query>`: to the first cache, or to the origin; only ever to listed origins. */
export class RedirectHandler {
  readonly #realm: Realm;
  readonly #deps: RedirectDependencies;

  constructor(options: { readonly realm: Realm }, dependencies: RedirectDependencies) {
    this.#realm = options.realm;
    this.#deps = dependencies;
  }

  handle(request: Request, source: PeerSource, matched: MatchedPath): Response {
    const { state, clients, counters, lifecycle } = this.#deps;
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') {
      return this.refuse(405, 'Method not allowed', 'Write GET or HEAD', { Allow: 'GET, HEAD' });
    }
    lifecycle.requests++;
    const reading = readRedirectTarget(request.url, matched);
    if (reading.kind === 'refused') return this.refuse(400, 'Target cannot be passed on', reading.detail);
    const { target } = reading;
    const origin =
      state.table === undefined ? undefined : allowingOrigin(state.table.origins, target.host, this.#realm);
    if (origin === undefined) {
      return this.refuse(
        403,
        'Origin not allowed',
        'Write the host of a listed origin, in lower case and without a port',
      );
    }
    const decision = decide(state, clients.read(request, source));
    const [cache] = decision.caches;
    counters.redirects[cache === undefined ? 'origin' : 'node']++;
    return new Response(null, {
      status: 302,
      headers: {
        Location: cache === undefined ? locationAtOrigin(target, origin) : locationAtCache(cache, target, origin),
        'Cache-Control': 'no-store',
        'Nearhop-Reason': decision.reason,
        ...this.#connection(),
      },
    });
  }

  refuse(status: number, title: string, detail: string, headers: Record<string, string> = {}): Response {
    this.#deps.counters.redirects.refused++;
    return problemResponse(status, title, detail, { ...headers, ...this.#connection() });
  }

  #connection(): Record<string, string> {
    return this.#deps.lifecycle.isClosing ? { Connection: 'close' } : {};
  }
}
