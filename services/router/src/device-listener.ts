import { formatListen, toListenError, type ListenAddress } from '@nearhop/service-kit';
import type { BunRequest, Server } from 'bun';
import type { PeerSource } from './client-reader.ts';
import { dropNewConnections, listeningDescriptors } from './listening-descriptors.ts';
import { REDIRECT_PATH, type MatchedPath } from './redirect-target.ts';

export interface DeviceHandlers {
  readonly route: (request: Request, source: PeerSource) => Response;
  readonly redirect: (request: Request, source: PeerSource, matched: MatchedPath) => Response;
  /** A redirect whose path cannot be told in the sender's own bytes. */
  readonly opaqueRedirect: () => Response;
  readonly notFound: () => Response;
  readonly failed: (error: Error) => Response;
}

export interface DeviceListenerOptions {
  readonly listen: ListenAddress;
  /** PEM texts; null for plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** `shared` lets several listeners, of one process or many, hold the port at once. */
  readonly port: 'own' | 'shared';
}

/** The variable that moves the listener. */
const VARIABLE = 'NEARHOP_ROUTER_LISTEN';
/** Of a redirect's path: each depth is a route of its own, because only matched segments show the sender's bytes. */
const MAX_SEGMENTS = 32;
const IDLE_TIMEOUT_SECONDS = 10;

/** The port that devices ask. */
export class DeviceListener {
  readonly url: string;
  readonly port: number;
  readonly #server: Server<undefined>;
  readonly #descriptors: ReadonlySet<number>;

  /** Throws ListenError. */
  constructor(options: DeviceListenerOptions, handlers: DeviceHandlers) {
    const before = listeningDescriptors();
    this.#server = serve(options, handlers);
    this.#descriptors = listeningDescriptors().difference(before);
    this.port = this.#server.port ?? options.listen.port;
    const place = formatListen({ host: options.listen.host, port: this.port });
    this.url = `${options.tls === null ? 'http' : 'https'}://${place}`;
  }

  /** Ends connections that wait for a request. */
  closeIdleConnections(): void {
    this.#server.closeIdleConnections();
  }

  stopAccepting(): void {
    dropNewConnections(this.#descriptors);
  }

  /** Closes what is idle, answers what is under way, resolves when nothing is left. */
  async stop(): Promise<void> {
    await this.#server.stop();
  }

  async closeNow(): Promise<void> {
    await this.#server.stop(true);
  }
}

/** Throws ListenError when anybody holds the port: before anything else is begun, and because a shared listener would not notice. */
export function checkPortIsFree(listen: ListenAddress): void {
  if (listen.port === 0) return;
  try {
    void Bun.serve({ hostname: listen.host, port: listen.port, fetch: () => new Response() }).stop(true);
  } catch (error) {
    throw toListenError(error, listen, VARIABLE);
  }
}

function serve({ listen, tls, port }: DeviceListenerOptions, handlers: DeviceHandlers): Server<undefined> {
  try {
    return Bun.serve({
      hostname: listen.host,
      port: listen.port,
      reusePort: port === 'shared',
      idleTimeout: IDLE_TIMEOUT_SECONDS,
      // No request here has a body.
      maxRequestBodySize: 0,
      ...(tls === null ? {} : { tls: { cert: tls.cert, key: tls.key } }),
      routes: {
        '/v1/route': handlers.route,
        ...redirectRoutes(handlers),
        [`${REDIRECT_PATH}*`]: handlers.opaqueRedirect,
      },
      fetch: handlers.notFound,
      error: handlers.failed,
    });
  } catch (error) {
    throw toListenError(error, listen, VARIABLE);
  }
}

type RedirectRoute = (request: BunRequest, server: Server<undefined>) => Response;

function redirectRoutes({ redirect }: DeviceHandlers): Record<string, RedirectRoute> {
  const routes: Record<string, RedirectRoute> = {};
  const names: string[] = [];
  let pattern = `${REDIRECT_PATH}:host`;
  for (let depth = 0; depth <= MAX_SEGMENTS; depth++) {
    const here = [...names];
    const matchedBy = ({ params }: BunRequest) => here.map((name) => (params as Record<string, string>)[name] ?? '');
    routes[`${pattern}/`] = (request, server) =>
      redirect(request, server, { segments: matchedBy(request), ending: 'slash' });
    if (depth > 0) {
      routes[pattern] = (request, server) =>
        redirect(request, server, { segments: matchedBy(request), ending: 'segment' });
    }
    names.push(`segment${depth + 1}`);
    pattern += `/:segment${depth + 1}`;
  }
  return routes;
}
