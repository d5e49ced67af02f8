import type { Http1Listener, TlsPair } from '@nearhop/http1';
import { formatListen, type ListenAddress } from '@nearhop/service-kit';
import { ConnectionAlarm, type ConnectionCount } from './connection-alarm.ts';
import type { RouterContext } from './context.ts';
import { DeviceHandler } from './device-handler.ts';
import { listenForDevices } from './device-listener.ts';
import { drainListeners } from './drain.ts';
import type { RouterAlarm } from './router-alarm.ts';
import { TlsFiles } from './tls-files.ts';

/** For connections that have the old certificate: the first time is also how long a handshake may be sent in vain. */
const OLD_CERTIFICATE_TIMES = { idleMs: 500, atMostMs: 10_000 };

/** The port that devices ask, in one process. */
export class DevicePort {
  readonly #context: RouterContext;
  readonly #handler: DeviceHandler;
  readonly #connectionAlarm: ConnectionAlarm;
  /** One, and for a while after each renewal of the certificate those before it. */
  readonly #listeners = new Set<Http1Listener>();
  /** Turned away by listeners that are gone. */
  #turnedAwayBefore = 0;
  #current: Http1Listener | undefined;
  #tlsFiles: TlsFiles | undefined;

  constructor(context: RouterContext) {
    const { config, log, now } = context;
    this.#context = context;
    this.#handler = new DeviceHandler(context);
    this.#connectionAlarm = new ConnectionAlarm(config, { count: () => this.connections(), log, now });
  }

  /** Throws ListenError or, before that, ConfigError. */
  async open(
    listen: ListenAddress,
    sharing: 'own' | 'shared',
    pair: TlsPair | null,
  ): Promise<{ readonly url: string; readonly port: number }> {
    const { port } = this.#listen(listen, sharing, pair);
    const place = { host: listen.host, port };
    if (pair !== null) await this.#watchTls(pair, place);
    this.#connectionAlarm.start();
    return { url: `${pair === null ? 'http' : 'https'}://${formatListen(place)}`, port };
  }

  connections(): ConnectionCount {
    let open = 0;
    let turnedAway = this.#turnedAwayBefore;
    for (const { counters } of this.#listeners) {
      open += counters.openConnections;
      turnedAway += counters.refused['too-many-connections'];
    }
    return { open, turnedAway };
  }

  alarms(): RouterAlarm[] {
    return [this.#tlsFiles?.alarm, this.#connectionAlarm.alarm].filter((alarm) => alarm !== undefined);
  }

  async close(): Promise<void> {
    this.#connectionAlarm.stop();
    this.#tlsFiles?.stop();
    this.#handler.closeConnections();
    await drainListeners([...this.#listeners], this.#context.drainTimes);
  }

  #listen(listen: ListenAddress, sharing: 'own' | 'shared', tls: TlsPair | null): Http1Listener {
    const { maxConnections, maxConnectionsPerAddress } = this.#context.config;
    const options = { listen, sharing, tls, maxConnections, maxConnectionsPerAddress };
    const listener = listenForDevices(options, this.#handler);
    this.#listeners.add(listener);
    this.#current = listener;
    return listener;
  }

  /** A listener cannot change its certificate, so one with the new one joins the port and the old one leaves it. */
  async #watchTls(inUse: TlsPair, listen: ListenAddress): Promise<void> {
    const { config, log, now } = this.#context;
    if (config.tls === null) return;
    const changed = (pair: TlsPair): void => {
      const old = this.#current;
      this.#listen(listen, 'shared', pair);
      if (old !== undefined) void this.#retire(old);
    };
    this.#tlsFiles = new TlsFiles({ paths: config.tls, inUse }, { log, now, changed });
    await this.#tlsFiles.start();
  }

  async #retire(listener: Http1Listener): Promise<void> {
    await listener.stop(OLD_CERTIFICATE_TIMES);
    this.#turnedAwayBefore += listener.counters.refused['too-many-connections'];
    this.#listeners.delete(listener);
  }
}
