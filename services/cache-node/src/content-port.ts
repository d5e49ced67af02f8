import { listenHttp1, type Http1Handler, type Http1Limits, type Http1Listener } from '@nearhop/http1';
import { toListenError } from '@nearhop/service-kit';
import { refusedLine } from './access-log/access-line.ts';
import type { CacheNodeContext } from './context.ts';
import { CachePolicies } from './content/cache-policies.ts';
import { ContentHandler } from './content/content-handler.ts';
import { ContentServer } from './content/content-server.ts';
import { Deliveries } from './content/delivery.ts';
import { UnsafeServer } from './content/unsafe-server.ts';
import { noteDelivered } from './delivered.ts';
import { egressPaces } from './egress-pace.ts';
import { notServing } from './node-state/node-state.ts';

const LIMITS: Partial<Http1Limits> = { maxBodyBytes: 65_536, keepAliveMs: 15_000 };

/** Opens the port that devices ask. Throws ListenError. */
export function listenForDevices(context: CacheNodeContext): Http1Listener {
  const { listen, maxConnections, maxConnectionsPerAddress } = context.config;
  const limits = { ...LIMITS, maxConnections, maxConnectionsPerAddress };
  try {
    return listenHttp1(
      { hostname: listen.host, port: listen.port, sharing: 'own', tls: null, limits },
      contentHandler(context),
    );
  } catch (error) {
    throw toListenError(error, listen, 'NEARHOP_CACHE_NODE_LISTEN');
  }
}

function contentHandler(context: CacheNodeContext): Http1Handler<string> {
  const { config, store, state, counters, now, log, accessLog, parent, control, link, pseudonym } = context;
  const deliveries = new Deliveries({
    paces: egressPaces(state),
    sent: (bytes) => {
      counters.egressBytes += bytes;
    },
    delivered: noteDelivered(context),
  });
  const forwarding = { pseudonym, parent };
  return new ContentHandler(
    {
      pseudonym,
      realm: config.lab ? 'lab' : 'production',
      namedBy: config.resolvers === null ? 'parameter' : 'parameter-or-host',
      control,
    },
    {
      content: new ContentServer({ store, deliveries, forwarding, now }),
      unsafe: new UnsafeServer({ store, deliveries, forwarding }),
      policies: new CachePolicies(),
      origins: context.origins,
      notServing: () => notServing(state.state),
      apart: (request) => link?.answer(request),
      refused: (why, status, { remoteAddress, method, target }) => {
        counters.refused[why]++;
        accessLog?.add(() => refusedLine({ atMs: now(), client: remoteAddress, method, target, status, why }));
      },
      failed: (error) => {
        counters.failed++;
        log.error({ err: error }, 'a request could not be answered');
      },
      now,
    },
  );
}
