import type { Origin } from '@nearhop/contracts';
import type { OriginPlace } from '../origin/origin-request.ts';

/** An object as a request names it: which origin has it, and what that is asked for. */
export interface ContentPlace {
  /** Its record in the allow-list; of an alias, the one that it stands for. */
  readonly origin: Origin;
  readonly place: OriginPlace;
  /** The one spelling of the origin, for keys, purges and reports: the port stands there unless it is the scheme's own. */
  readonly originText: string;
  /** Exactly what the origin is asked for. */
  readonly target: string;
  /** As the client named the origin: a parent is told the same. */
  readonly cacheHostOrigin: string;
}

const DEFAULT_PORTS = { http: 80, https: 443 };

/** `host`, or `host:port` where the port is not the scheme's own. */
export function originTextOf({ scheme, host, port }: OriginPlace): string {
  return port === DEFAULT_PORTS[scheme] ? host : `${host}:${port}`;
}
