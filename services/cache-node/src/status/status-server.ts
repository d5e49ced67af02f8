import type { StoreStats } from '@nearhop/cache-store';
import { formatListen, toListenError } from '@nearhop/service-kit';
import type { CacheNodeContext } from '../context.ts';
import { notServing } from '../node-state/node-state.ts';
import { readPurge } from './read-purge.ts';
import { mayManage } from './status-access.ts';
import { STATUS_PAGE } from './status-page.ts';
import { summary } from './summary.ts';

export interface StatusServer {
  readonly url: string;
  stop(): Promise<void>;
}

const MAX_BODY_BYTES = 16_384;
const NO_STORE = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
const PAGE_HEADERS = {
  ...NO_STORE,
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
};

/** Opens the status port: health for everyone; summary and purge for this machine, or a token. Throws ListenError. */
export function startStatus(context: CacheNodeContext, stats: () => StoreStats | undefined): StatusServer {
  const { statusListen, statusToken } = context.config;
  try {
    const server = Bun.serve({
      hostname: statusListen.host,
      port: statusListen.port,
      maxRequestBodySize: MAX_BODY_BYTES,
      fetch: (request, server) => {
        const { pathname } = new URL(request.url);
        if (pathname === '/health') return health(context);
        const isPage = pathname === '/' || (pathname === '/summary' && wantsPage(request));
        if (isPage) return new Response(STATUS_PAGE, { headers: PAGE_HEADERS });
        if (pathname !== '/summary' && pathname !== '/purge') return problem(404, 'Write /health, /summary or /purge');
        const asked = {
          remoteAddress: server.requestIP(request)?.address,
          host: request.headers.get('Host'),
          authorization: request.headers.get('Authorization'),
        };
        if (!mayManage(asked, statusToken))
          return problem(401, 'Ask from this machine as localhost, or with a token as Bearer');
        if (pathname === '/purge') return purge(request, context);
        return Response.json(summary(context, stats()), { headers: NO_STORE });
      },
      error: (error) => {
        context.log.error({ err: error }, 'a request to the status port could not be answered');
        return problem(500, 'This is a fault of the node');
      },
    });
    const port = server.port ?? statusListen.port;
    return { url: `http://${formatListen({ host: statusListen.host, port })}`, stop: () => server.stop(true) };
  } catch (error) {
    throw toListenError(error, statusListen, 'NEARHOP_CACHE_NODE_STATUS_LISTEN');
  }
}

/** The same size whatever the state is: it tells one bit. */
function health({ state }: CacheNodeContext): Response {
  const isServing = notServing(state.state) === undefined;
  return new Response(isServing ? 'yes\n' : 'no \n', { status: isServing ? 200 : 503, headers: NO_STORE });
}

function wantsPage(request: Request): boolean {
  return request.method === 'GET' && (request.headers.get('Accept') ?? '').includes('text/html');
}

async function purge(request: Request, { origins, store, config, control, log }: CacheNodeContext): Promise<Response> {
  if (request.method !== 'POST') return problem(405, 'Write POST');
  // A page of another site cannot send this type without asking first.
  if (request.headers.get('Content-Type')?.split(';')[0]?.trim() !== 'application/json') {
    return problem(415, 'Write Content-Type: application/json');
  }
  const body: unknown = await request.json().catch(() => undefined);
  const reading = readPurge(body, origins(), { realm: config.lab ? 'lab' : 'production', control });
  if (reading.kind === 'refused') return problem(400, reading.detail);
  const purged = await store.purge(reading.purge);
  log.info({ purge: reading.purge, purged }, 'purged');
  return Response.json({ purged }, { headers: NO_STORE });
}

function problem(status: number, detail: string): Response {
  const headers = { ...NO_STORE, 'Content-Type': 'application/problem+json' };
  return Response.json({ type: 'about:blank', title: 'Not answered', status, detail }, { status, headers });
}
