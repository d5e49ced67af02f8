import type { Origin } from '@nearhop/contracts';

/** The allow-list, made ready for look-ups. */
export class AllowedOrigins {
  readonly #byHost: ReadonlyMap<string, Origin>;

  constructor(origins: readonly Origin[]) {
    this.#byHost = new Map(origins.map((origin) => [origin.host, origin]));
  }

  /** The record for a host in lower case: its own, or that of the longest `*.suffix` (on a label boundary) that it ends with. */
  find(host: string): Origin | undefined {
    const exact = this.#byHost.get(host);
    if (exact !== undefined) return exact;
    for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) {
      const origin = this.#byHost.get(`*${host.slice(dot)}`);
      if (origin !== undefined) return origin;
    }
    return undefined;
  }
}
