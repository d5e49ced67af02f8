import type { Answer, Http1Handler, Http1Request } from '@nearhop/http1';
import type { ClientReader, Peer } from './client-reader.ts';
import type { RouterContext } from './context.ts';
import type { Counters } from './counters.ts';
import { Decider } from './decider.ts';
import { problemAnswer } from './problem-answer.ts';
import { RedirectHandler } from './redirect-handler.ts';
import { REDIRECT_PATH } from './redirect-target.ts';
import { RouteHandler } from './route-handler.ts';

const ROUTE_PATH = '/v1/route';
const QUESTION_MARK = 0x3f;
const NOT_FOUND = problemAnswer(404, 'Not found', 'Write /v1/route or /v1/redirect/<origin host>/<path>');

/** What is served to devices. */
export class DeviceHandler implements Http1Handler<Peer> {
  readonly #clients: ClientReader;
  readonly #counters: Counters;
  readonly #log: RouterContext['log'];
  readonly #route: RouteHandler;
  readonly #redirect: RedirectHandler;
  #isClosing = false;

  constructor(context: RouterContext) {
    const { config, clients, counters, log, sample, state, standing, dice } = context;
    const decider = new Decider({ state, clients, counters, log, sample });
    this.#clients = clients;
    this.#counters = counters;
    this.#log = log;
    this.#route = new RouteHandler({ ttlSeconds: config.ttlSeconds }, { decider, standing, counters, dice });
    this.#redirect = new RedirectHandler({ realm: config.lab ? 'lab' : 'production' }, { state, decider, counters });
  }

  /** From now on each answer ends its connection. */
  closeConnections(): void {
    this.#isClosing = true;
  }

  readPeer(remoteAddress: string): Peer {
    return this.#clients.readPeer(remoteAddress);
  }

  answer(request: Http1Request<Peer>): Answer {
    const answer = this.#find(request);
    return this.#isClosing ? { ...answer, connection: 'close' } : answer;
  }

  failed(error: unknown): void {
    this.#counters.failed++;
    this.#log.error({ err: error }, 'a request could not be answered');
  }

  #find(request: Http1Request<Peer>): Answer {
    if (request.hasTarget(ROUTE_PATH)) return this.#route.answer(request);
    const path = originForm(request.target);
    if (path === ROUTE_PATH) return this.#route.answer(request);
    if (path.startsWith(ROUTE_PATH) && path.charCodeAt(ROUTE_PATH.length) === QUESTION_MARK) {
      return this.#route.answer(request);
    }
    if (path.startsWith(REDIRECT_PATH)) return this.#redirect.answer(request, path);
    this.#counters.refused++;
    return NOT_FOUND;
  }
}

/** A target without the scheme and authority of its absolute form (RFC 9112 section 3.2.2), of which the listener saw that they are Host's. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const path = /^[a-z]+:\/\/[^/?]*(?<path>.*)$/i.exec(target)?.groups?.['path'];
  return path === undefined ? target : path.startsWith('/') ? path : `/${path}`;
}
