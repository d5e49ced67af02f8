import type { Answer, Http1Request } from '@nearhop/http1';
import type { Peer } from './client-reader.ts';
import type { Counters } from './counters.ts';
import type { Decider } from './decider.ts';
import { matchesEntityTag } from './entity-tag.ts';
import { METHOD_REFUSED } from './problem-answer.ts';
import { DecisionRenderer, type RenderedDecision } from './rendered-decision.ts';
import type { Standing } from './standing.ts';
import { TtlTexts } from './ttl-texts.ts';
import { spreadTtlSeconds, type Dice } from './ttl.ts';

export interface RouteDependencies {
  readonly decider: Decider;
  readonly standing: Standing;
  readonly counters: Counters;
  readonly dice: Dice;
}

/** `GET|HEAD /v1/route`: always an answer that a device can act on. */
export class RouteHandler {
  readonly #ttlSeconds: number;
  readonly #deps: RouteDependencies;
  readonly #renderer = new DecisionRenderer();
  readonly #texts: TtlTexts;

  constructor(options: { readonly ttlSeconds: number }, dependencies: RouteDependencies) {
    this.#ttlSeconds = options.ttlSeconds;
    this.#deps = dependencies;
    this.#texts = new TtlTexts({ baseSeconds: options.ttlSeconds }, dependencies);
  }

  answer(request: Http1Request<Peer>): Answer {
    const { decider, counters, dice } = this.#deps;
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') {
      counters.refused++;
      return METHOD_REFUSED;
    }
    const decision = decider.decide(request);
    counters.answers[decision.reason]++;
    const rendered = this.#renderer.render(decision);
    const known = request.joinedHeader('if-none-match') ?? null;
    const ttlSeconds = spreadTtlSeconds(this.#ttlSeconds, known === null ? 'first-ask' : 'repeated-ask', dice);
    if (known !== null && matchesEntityTag(known, rendered.entityTag)) return this.#notModified(rendered, ttlSeconds);
    return this.#whole(rendered, ttlSeconds);
  }

  #whole(rendered: RenderedDecision, ttlSeconds: number): Answer {
    const { client } = this.#deps.decider;
    const beginning = client === undefined ? '{"client":null' : `{"client":"${client.toString()}"`;
    const tail = this.#texts.tail(ttlSeconds);
    return {
      status: 200,
      headers: this.#texts.cacheControl(ttlSeconds) + rendered.headersOfBody,
      body: beginning + rendered.members + tail,
      textBytes: beginning.length + rendered.membersBytes + tail.length,
    };
  }

  #notModified(rendered: RenderedDecision, ttlSeconds: number): Answer {
    const { standing, counters } = this.#deps;
    counters.notModified++;
    const headers = this.#texts.cacheControl(ttlSeconds) + rendered.headers + standing.headers;
    return { status: 304, headers, body: null };
  }
}
