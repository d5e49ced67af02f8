import type { Answer, Http1Request } from '@nearhop/http1';
import type { Peer } from './client-reader.ts';
import type { Counters } from './counters.ts';
import type { Decider } from './decider.ts';
import { matchesEntityTag } from './entity-tag.ts';
import { METHOD_REFUSED } from './problem-answer.ts';
import { DecisionRenderer, type RenderedDecision } from './rendered-decision.ts';
import type { Standing } from './standing.ts';
import { spreadTtlSeconds, type Dice } from './ttl.ts';

export interface RouteDependencies {
  readonly decider: Decider;
  readonly standing: Standing;
  readonly counters: Counters;
  readonly dice: Dice;
}

/** Its value follows. */
const MAX_AGE = 'Cache-Control: private, max-age=';

/** `GET|HEAD /v1/route`: always an answer that a device can act on. */
export class RouteHandler {
  readonly #ttlSeconds: number;
  readonly #deps: RouteDependencies;
  readonly #renderer = new DecisionRenderer();
  /** Filled anew for each request: the listener is done with it before the next. */
  readonly #answer = {
    status: 200,
    headers: [MAX_AGE, 0, ''] as (string | number)[],
    body: ['', '', '', 0, ''] as (string | number)[],
    textBytes: 0,
  };

  constructor(options: { readonly ttlSeconds: number }, dependencies: RouteDependencies) {
    this.#ttlSeconds = options.ttlSeconds;
    this.#deps = dependencies;
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
    const { decider, standing } = this.#deps;
    const { headers, body } = this.#answer;
    const { client } = decider;
    const opening = client === undefined ? '{"client":null' : '{"client":"';
    const name = client === undefined ? '' : (decider.clientText ?? client.toString());
    const members = client === undefined ? rendered.members : rendered.membersAfterName;
    const { bodyTail } = standing;
    headers[1] = ttlSeconds;
    headers[2] = rendered.headersOfBody;
    body[0] = opening;
    body[1] = name;
    body[2] = members;
    body[3] = ttlSeconds;
    body[4] = bodyTail;
    this.#answer.textBytes =
      opening.length +
      name.length +
      rendered.membersBytes +
      (client === undefined ? 0 : 1) +
      String(ttlSeconds).length +
      bodyTail.length;
    return this.#answer;
  }

  #notModified(rendered: RenderedDecision, ttlSeconds: number): Answer {
    const { standing, counters } = this.#deps;
    counters.notModified++;
    return { status: 304, headers: [MAX_AGE, ttlSeconds, rendered.headersAfterAge, standing.headers], body: null };
  }
}
