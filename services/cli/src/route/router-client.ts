import { routeAnswerSchema, type RouteAnswer } from '@nearhop/contracts';
import { CommandFailure } from '../command-failure.ts';
import { fetchFailure } from '../http/fetch-failure.ts';

/** How long a router may take: it answers in microseconds or not at all. */
const PATIENCE_MS = 3_000;

/** Asks one router for one client, and remembers the entity tag, so that an answer that did not change costs it little. */
export class RouterClient {
  readonly #url: string;
  readonly #client: string | undefined;
  #etag: string | undefined;

  /** `client` is who to ask for; undefined asks for this machine. */
  constructor(url: string, client: string | undefined) {
    this.#url = `${url.replace(/\/$/, '')}/v1/route`;
    this.#client = client;
  }

  /** The answer, or undefined when it is the one that was given last. */
  async ask(signal?: AbortSignal): Promise<RouteAnswer | undefined> {
    const response = await this.#fetch(signal);
    if (response.status === 304) return undefined;
    const parsed = routeAnswerSchema.safeParse(await response.json().catch(() => undefined));
    if (!response.ok || !parsed.success) {
      throw new CommandFailure(
        'unreachable',
        `Cannot ask ${this.#url}: no answer of a Nearhop router: status ${response.status}`,
        ['set NEARHOP_ROUTER_URL to the address of a router'],
      );
    }
    this.#etag = response.headers.get('ETag') ?? undefined;
    return parsed.data;
  }

  async #fetch(signal: AbortSignal | undefined): Promise<Response> {
    const headers = new Headers();
    if (this.#client !== undefined) headers.set('X-Forwarded-For', this.#client);
    if (this.#etag !== undefined) headers.set('If-None-Match', this.#etag);
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      const limit = signal === undefined ? patience : AbortSignal.any([signal, patience]);
      return await fetch(this.#url, { headers, redirect: 'manual', signal: limit });
    } catch (error) {
      throw fetchFailure(
        this.#url,
        error,
        'Is nearhop up running? Start it with: npm start; or set NEARHOP_ROUTER_URL',
      );
    }
  }
}
