import { decide, type RoutingState } from '@nearhop/decision';
import type { Address } from '@nearhop/ip';
import type { ClientReader, PeerSource } from './client-reader.ts';
import type { Counters } from './counters.ts';
import { matchesEntityTag } from './entity-tag.ts';
import type { Lifecycle } from './lifecycle.ts';
import { problemResponse } from './problem-response.ts';
import { DecisionRenderer, type RenderedDecision } from './rendered-decision.ts';
import type { Standing } from './standing.ts';
import { spreadTtlSeconds, type Dice } from './ttl.ts';

export interface RouteDependencies {
  readonly state: RoutingState;
  readonly standing: Standing;
  readonly clients: ClientReader;
  readonly counters: Counters;
  readonly lifecycle: Lifecycle;
  readonly dice: Dice;
}

/** `GET|HEAD /v1/route`: always an answer that a device can act on. */
export class RouteHandler {
  readonly #ttlSeconds: number;
  readonly #deps: RouteDependencies;
  readonly #renderer = new DecisionRenderer();
  /** `Cache-Control` by seconds. */
  readonly #cacheControl: string[] = [];

  constructor(options: { readonly ttlSeconds: number }, dependencies: RouteDependencies) {
    this.#ttlSeconds = options.ttlSeconds;
    this.#deps = dependencies;
  }

  handle(request: Request, source: PeerSource): Response {
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') return this.#methodRefused();
    const { state, clients, counters, lifecycle } = this.#deps;
    lifecycle.requests++;
    const client = clients.read(request, source);
    const decision = decide(state, client);
    const { reason } = decision;
    counters.answers[reason]++;
    const rendered = this.#renderer.render(decision);
    const known = request.headers.get('if-none-match');
    if (known === null) return this.#answer(client, rendered, this.#ttl('first-ask'));
    const ttlSeconds = this.#ttl('repeated-ask');
    if (matchesEntityTag(known, rendered.entityTag)) return this.#notModified(reason, rendered, ttlSeconds);
    return this.#answer(client, rendered, ttlSeconds);
  }

  #ttl(acquaintance: 'first-ask' | 'repeated-ask'): number {
    return spreadTtlSeconds(this.#ttlSeconds, acquaintance, this.#deps.dice);
  }

  #answer(client: Address | undefined, rendered: RenderedDecision, ttlSeconds: number): Response {
    const { standing, lifecycle } = this.#deps;
    const clientText = client === undefined ? 'null' : `"${client.toString()}"`;
    const headers = lifecycle.isClosing ? closing(rendered.headers) : rendered.headers;
    headers.set('Cache-Control', this.#cacheControlFor(ttlSeconds));
    return new Response(`{"client":${clientText},${rendered.members}${ttlSeconds}${standing.bodyTail}`, { headers });
  }

  #notModified(reason: string, rendered: RenderedDecision, ttlSeconds: number): Response {
    const { standing, lifecycle, counters } = this.#deps;
    counters.notModified++;
    const headers: Record<string, string> = {
      'Cache-Control': this.#cacheControlFor(ttlSeconds),
      ETag: rendered.entityTag,
      'Nearhop-Reason': reason,
      'Nearhop-Revision': standing.revisionText,
      'Nearhop-Health': standing.healthText,
    };
    if (lifecycle.isClosing) headers['Connection'] = 'close';
    return new Response(null, { status: 304, headers });
  }

  #cacheControlFor(ttlSeconds: number): string {
    return (this.#cacheControl[ttlSeconds] ??= `private, max-age=${ttlSeconds}`);
  }

  #methodRefused(): Response {
    this.#deps.counters.refused++;
    return problemResponse(405, 'Method not allowed', 'Write GET or HEAD', { Allow: 'GET, HEAD' });
  }
}

function closing(headers: Headers): Headers {
  const copy = new Headers(headers);
  copy.set('Connection', 'close');
  return copy;
}
