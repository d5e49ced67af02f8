import type { ListenAddress } from '@nearhop/service-kit';
import { ConnectionGauge } from './connection-gauge.ts';
import { ConnectionLimit } from './connection-limit.ts';
import type { RouterContext } from './context.ts';
import type { Counters } from './counters.ts';
import { deviceHandlers } from './device-handlers.ts';
import { DeviceListener } from './device-listener.ts';
import { drainListener } from './drain.ts';
import { firstTable, followReplica } from './events.ts';
import { OverridesFile } from './overrides-file.ts';
import type { RouterAlarm } from './router-alarm.ts';
import { readTlsPair, TlsFiles, type TlsPair } from './tls-files.ts';

const FIRST_TABLE_WITHIN_MS = 2_000;
/** For connections that were accepted with the old certificate and have not asked yet. */
const OLD_CERTIFICATE_LINGER_MS = 500;

/** What one process says of itself; plain data. */
export interface ProcessReport {
  readonly counters: Counters;
  readonly connections: number;
  readonly revision: number;
  readonly health: number;
  readonly alarms: readonly RouterAlarm[];
}

/** One process that answers devices: alone, or one of several that share the port. */
export class RouterProcess {
  readonly context: RouterContext;
  readonly overridesFile: OverridesFile | undefined;
  readonly #gauge = new ConnectionGauge();
  readonly #limit: ConnectionLimit;
  #listener: DeviceListener | undefined;
  #tlsFiles: TlsFiles | undefined;
  #endFollowing: (() => void) | undefined;

  constructor(context: RouterContext) {
    const { config, log, now, state, lifecycle } = context;
    this.context = context;
    this.overridesFile =
      config.overridesFile === null
        ? undefined
        : new OverridesFile(config.overridesFile, { log, now, changed: (overrides) => state.setOverrides(overrides) });
    this.#limit = new ConnectionLimit(config, {
      countConnections: () => this.#gauge.read(),
      closeIdleConnections: () => this.#listener?.closeIdleConnections(),
      lifecycle,
      log,
      now,
    });
  }

  /** Loads what there is and opens the port; returns its URL. Rejects with ListenError or ConfigError, and leaves nothing behind. */
  async start(listen: ListenAddress, port: 'own' | 'shared'): Promise<{ readonly url: string; readonly port: number }> {
    const { config, replica } = this.context;
    const pair = config.tls === null ? null : readTlsPair(config.tls);
    await this.overridesFile?.start();
    this.#endFollowing = followReplica(this.context);
    await replica.start();
    await firstTable(this.context, FIRST_TABLE_WITHIN_MS);
    try {
      this.#listener = new DeviceListener({ listen, tls: pair, port }, deviceHandlers(this.context));
    } catch (error) {
      await this.#stopFollowing();
      throw error;
    }
    if (pair !== null) await this.#watchTls(pair, { host: listen.host, port: this.#listener.port });
    this.#limit.start();
    return { url: this.#listener.url, port: this.#listener.port };
  }

  report(): ProcessReport {
    const { counters, standing } = this.context;
    return {
      counters,
      connections: this.#gauge.read(),
      revision: standing.revision,
      health: standing.health,
      alarms: this.#alarms(),
    };
  }

  async stop(): Promise<void> {
    this.#limit.stop();
    this.#tlsFiles?.stop();
    const { lifecycle, drainTimes } = this.context;
    if (this.#listener !== undefined) await drainListener(this.#listener, lifecycle, drainTimes);
    await this.#stopFollowing();
  }

  async #stopFollowing(): Promise<void> {
    this.overridesFile?.stop();
    this.#endFollowing?.();
    await this.context.replica.stop();
  }

  /** `Bun.serve` cannot change a certificate, so a listener with the new one joins the port and the old one leaves it. */
  async #watchTls(inUse: TlsPair, listen: ListenAddress): Promise<void> {
    const { config, log, now } = this.context;
    if (config.tls === null) return;
    const changed = (pair: TlsPair): void => {
      const old = this.#listener;
      this.#listener = new DeviceListener({ listen, tls: pair, port: 'shared' }, deviceHandlers(this.context));
      if (old === undefined) return;
      old.stopAccepting();
      setTimeout(() => void old.stop(), OLD_CERTIFICATE_LINGER_MS);
    };
    this.#tlsFiles = new TlsFiles({ paths: config.tls, inUse }, { log, now, changed });
    await this.#tlsFiles.start();
  }

  #alarms(): RouterAlarm[] {
    const { replica, state, standing } = this.context;
    const unmatched = state.table === undefined ? [] : state.unmatchedOverrides();
    const misspelled: RouterAlarm[] =
      unmatched.length === 0
        ? []
        : [
            {
              code: 'overrides-unmatched',
              text: `Overrides name nodes that the table lacks: ${unmatched.join(', ')}`,
              since: standing.since ?? this.context.now().toISOString(),
            },
          ];
    const own = [this.overridesFile?.alarm, this.#tlsFiles?.alarm, this.#limit.alarm];
    return [...replica.alarms, ...own.filter((alarm) => alarm !== undefined), ...misspelled];
  }
}
