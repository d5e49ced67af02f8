import { listenHttp1, type Http1Handler, type Http1Listener, type Http1Limits, type TlsPair } from '@nearhop/http1';
import { toListenError, type ListenAddress } from '@nearhop/service-kit';
import type { Peer } from './client-reader.ts';

export interface DeviceListenerOptions {
  readonly listen: ListenAddress;
  /** PEM texts; null for plain HTTP. */
  readonly tls: TlsPair | null;
  /** `shared` lets several listeners, of one process or many, hold the port at once. */
  readonly sharing: 'own' | 'shared';
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number | null;
}

/** The variable that moves the listener. */
const VARIABLE = 'NEARHOP_ROUTER_LISTEN';

const LIMITS: Partial<Http1Limits> = {
  maxHeaderBytes: 16_384,
  maxHeaders: 128,
  maxTargetBytes: 8_192,
  maxBodyBytes: 0,
  keepAliveMs: 10_000,
};

/** Opens the port that devices ask. Throws ListenError. */
export function listenForDevices(options: DeviceListenerOptions, handler: Http1Handler<Peer>): Http1Listener {
  const { listen, tls, sharing, maxConnections, maxConnectionsPerAddress } = options;
  const limits = { ...LIMITS, maxConnections, maxConnectionsPerAddress };
  try {
    return listenHttp1({ hostname: listen.host, port: listen.port, sharing, tls, limits }, handler);
  } catch (error) {
    throw toListenError(error, listen, VARIABLE);
  }
}

/** Throws ListenError when anybody holds the port: before anything else is begun, and because a shared listener would not notice. */
export function checkPortIsFree(listen: ListenAddress): void {
  if (listen.port === 0) return;
  try {
    Bun.listen({ hostname: listen.host, port: listen.port, exclusive: true, socket: { data() {} } }).stop(true);
  } catch (error) {
    throw toListenError(error, listen, VARIABLE);
  }
}
