import type { RoutingState } from '@nearhop/decision';
import { headerLine, type Answer, type Http1Request } from '@nearhop/http1';
import { allowingOrigin, type Realm } from './allowed-origins.ts';
import type { Peer } from './client-reader.ts';
import type { Counters } from './counters.ts';
import type { Decider } from './decider.ts';
import { METHOD_REFUSED, problemAnswer } from './problem-answer.ts';
import { locationAtCache, locationAtOrigin } from './redirect-location.ts';
import { readRedirectTarget } from './redirect-target.ts';

export interface RedirectDependencies {
  readonly state: RoutingState;
  readonly decider: Decider;
  readonly counters: Counters;
}

const NO_STORE = headerLine('Cache-Control', 'no-store');
const ORIGIN_REFUSED = problemAnswer(
  403,
  'Origin not allowed',
  'Write the host of a listed origin, in lower case and without a port',
);

/** `GET|HEAD /v1/redirect/<origin host>/<path>?<query>`: to the first cache, or to the origin; only ever to listed origins. */
export class RedirectHandler {
  readonly #realm: Realm;
  readonly #deps: RedirectDependencies;

  constructor(options: { readonly realm: Realm }, dependencies: RedirectDependencies) {
    this.#realm = options.realm;
    this.#deps = dependencies;
  }

  /** `path` is the request's target, which begins with REDIRECT_PATH. */
  answer(request: Http1Request<Peer>, path: string): Answer {
    const { state, decider, counters } = this.#deps;
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') return this.#refuse(METHOD_REFUSED);
    const reading = readRedirectTarget(path);
    if (reading.kind === 'refused') {
      return this.#refuse(problemAnswer(400, 'Target cannot be passed on', reading.detail));
    }
    const { target } = reading;
    const { table } = state;
    const origin = table === undefined ? undefined : allowingOrigin(table.origins, target.host, this.#realm);
    if (origin === undefined) return this.#refuse(ORIGIN_REFUSED);
    const { caches, reason } = decider.decide(request);
    const [cache] = caches;
    counters.redirects[cache === undefined ? 'origin' : 'node']++;
    const location = cache === undefined ? locationAtOrigin(target, origin) : locationAtCache(cache, target, origin);
    const headers = headerLine('Location', location) + NO_STORE + headerLine('Nearhop-Reason', reason);
    return { status: 302, headers, body: null };
  }

  #refuse(answer: Answer): Answer {
    this.#deps.counters.redirects.refused++;
    return answer;
  }
}
