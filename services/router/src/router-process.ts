import type { ListenAddress } from '@nearhop/service-kit';
import type { RouterContext } from './context.ts';
import type { Counters } from './counters.ts';
import { DevicePort } from './device-port.ts';
import { firstTable, followReplica } from './events.ts';
import { OverridesFile } from './overrides-file.ts';
import { Reporter } from './reports/reporter.ts';
import type { RouterAlarm } from './router-alarm.ts';
import { readTlsPair } from './tls-files.ts';

const FIRST_TABLE_WITHIN_MS = 2_000;
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
  readonly #devices: DevicePort;
  readonly #reporter: Reporter | undefined;
  #endFollowing: (() => void) | undefined;

  constructor(context: RouterContext) {
    const { config, log, now, state } = context;
    this.context = context;
    this.overridesFile =
      config.overridesFile === null
        ? undefined
        : new OverridesFile(config.overridesFile, { log, now, changed: (overrides) => state.setOverrides(overrides) });
    this.#devices = new DevicePort(context);
    this.#reporter = config.controlUrl === null ? undefined : new Reporter({ controlUrl: config.controlUrl }, context);
  }

  /** Loads what there is and opens the port; returns its URL. Rejects with ListenError or ConfigError, and leaves nothing behind. */
  async start(
    listen: ListenAddress,
    sharing: 'own' | 'shared',
  ): Promise<{ readonly url: string; readonly port: number }> {
    const { config, replica } = this.context;
    const pair = config.tls === null ? null : readTlsPair(config.tls);
    await this.overridesFile?.start();
    this.#endFollowing = followReplica(this.context);
    await replica.start();
    await firstTable(this.context, FIRST_TABLE_WITHIN_MS);
    try {
      const opened = await this.#devices.open(listen, sharing, pair);
      this.#reporter?.start();
      return opened;
    } catch (error) {
      await this.#stopFollowing();
      throw error;
    }
  }

  report(): ProcessReport {
    const { counters, standing } = this.context;
    return {
      counters,
      connections: this.#devices.connections().open,
      revision: standing.revision,
      health: standing.health,
      alarms: this.#alarms(),
    };
  }

  async stop(): Promise<void> {
    await this.#devices.close();
    await this.#reporter?.stop();
    await this.#stopFollowing();
  }

  async #stopFollowing(): Promise<void> {
    this.overridesFile?.stop();
    this.#endFollowing?.();
    await this.context.replica.stop();
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
    const { overridesFile } = this;
    const unread = overridesFile?.alarm === undefined ? [] : [overridesFile.alarm];
    return [...replica.alarms, ...unread, ...this.#devices.alarms(), ...misspelled];
  }
}
