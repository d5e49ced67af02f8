import type { RouterContext } from './context.ts';
import type { DeviceHandlers } from './device-listener.ts';
import { problemResponse } from './problem-response.ts';
import { RedirectHandler } from './redirect-handler.ts';
import { RouteHandler } from './route-handler.ts';

/** What is served to devices. */
export function deviceHandlers(context: RouterContext): DeviceHandlers {
  const { config, counters, lifecycle, log } = context;
  const route = new RouteHandler({ ttlSeconds: config.ttlSeconds }, context);
  const redirect = new RedirectHandler({ realm: config.lab ? 'lab' : 'production' }, context);
  return {
    route: (request, source) => route.handle(request, source),
    redirect: (request, source, matched) => redirect.handle(request, source, matched),
    opaqueRedirect: () =>
      redirect.refuse(400, 'Target cannot be passed on', 'Write a path of at most 32 segments, none of them empty'),
    notFound: () => {
      lifecycle.requests++;
      counters.refused++;
      const detail = 'Write /v1/route or /v1/redirect/<origin host>/<path>';
      return problemResponse(404, 'Not found', detail, lifecycle.isClosing ? { Connection: 'close' } : {});
    },
    failed: (error) => {
      counters.failed++;
      log.error({ err: error }, 'a request could not be answered');
      return problemResponse(500, 'Internal error', 'Ask again later', { Connection: 'close' });
    },
  };
}
