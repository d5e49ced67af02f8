import { formatListen, type ListenAddress } from './listen-address.ts';
import { toListenError } from './listen-error.ts';
import { isLoopbackHost, namesLoopback } from './loopback-host.ts';
import type { Meters } from './meters.ts';
import type { Readiness, ReadinessCheck } from './readiness.ts';
import { VERSION } from './version.ts';

export type OpsRoute = (url: URL) => Response | Promise<Response>;

export interface OpsOptions {
  readonly service: string;
  readonly listen: ListenAddress;
  /** The variable that sets `listen`, for the error of a taken port. */
  readonly variable: string;
  readonly checks: () => readonly ReadinessCheck[];
  readonly meters: Pick<Meters, 'text'>;
  /** Further paths, GET and HEAD, such as `/explain`. */
  readonly routes?: Readonly<Record<string, OpsRoute>>;
}

export interface OpsServer {
  /** `http://host:port`, with the port that was taken. */
  readonly url: string;
  /** From now on `/readyz` is 503, so that balancers look elsewhere before the service closes. */
  beginShutdown(): void;
  stop(): Promise<void>;
}

const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Serves `/livez`, `/readyz`, `/metrics`, `/version` and the given routes; bound to loopback, under a Host of loopback alone.
 * Rejects with ListenError.
 */
export async function startOps(options: OpsOptions): Promise<OpsServer> {
  let stopping = false;
  const routes: Record<string, OpsRoute> = {
    '/livez': () => Response.json({ service: options.service, live: true }),
    '/readyz': () => {
      const readiness = readinessOf(options, stopping);
      return Response.json(readiness, { status: readiness.ready ? 200 : 503 });
    },
    '/metrics': async () => new Response(await options.meters.text(), { headers: { 'Content-Type': PROMETHEUS_TEXT } }),
    '/version': () => Response.json({ service: options.service, version: VERSION, bun: Bun.version }),
    ...options.routes,
  };
  const server = serve(options, routes);
  return {
    url: `http://${formatListen({ host: options.listen.host, port: server.port ?? options.listen.port })}`,
    beginShutdown: () => {
      stopping = true;
    },
    stop: () => server.stop(true),
  };
}

function serve({ listen, variable }: OpsOptions, routes: Readonly<Record<string, OpsRoute>>) {
  const isLocal = isLoopbackHost(listen.host);
  try {
    return Bun.serve({
      hostname: listen.host,
      port: listen.port,
      fetch: (request) => (isLocal && isRebound(request) ? foreignHost() : answer(request, routes)),
      error: (error) => Response.json({ title: error.message, status: 500 }, { status: 500 }),
    });
  } catch (error) {
    throw toListenError(error, listen, variable);
  }
}

function answer(request: Request, routes: Readonly<Record<string, OpsRoute>>): Response | Promise<Response> {
  const url = new URL(request.url);
  const route = Object.hasOwn(routes, url.pathname) ? routes[url.pathname] : undefined;
  if (route === undefined) return new Response(`Write one of ${Object.keys(routes).join(' ')}\n`, { status: 404 });
  if (request.method === 'GET' || request.method === 'HEAD') return route(url);
  return new Response('Write GET or HEAD\n', { status: 405, headers: { Allow: 'GET, HEAD' } });
}

/** What is no browser may leave Host out (HTTP/1.0 health checks do): a page cannot. */
function isRebound({ headers }: Request): boolean {
  const host = headers.get('Host');
  return host !== null && !namesLoopback(host);
}

function foreignHost(): Response {
  return new Response('Write localhost or 127.0.0.1 as Host\n', { status: 421 });
}

function readinessOf({ service, checks }: OpsOptions, stopping: boolean): Readiness {
  const found = checks();
  return { service, ready: !stopping && found.every((check) => check.ok), stopping, checks: found };
}
