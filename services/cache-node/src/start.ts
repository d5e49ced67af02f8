import { createMeters, formatListen, startOps, type RunningService } from '@nearhop/service-kit';
import { listenForDevices } from './content-port.ts';
import type { CacheNodeConfig } from './config.ts';
import { createContext, type CacheNodeOverrides } from './context.ts';
import { NodeReporter } from './control-link/node-reporter.ts';
import { followOriginsFile } from './events.ts';
import { nodeChecks } from './node-checks.ts';
import { registerMetrics } from './node-metrics.ts';
import type { NodeStatePlace } from './node-state/node-state-place.ts';
import { StatsWatch } from './stats-watch.ts';
import { startStatus } from './status/status-server.ts';

export interface RunningCacheNode extends RunningService {
  readonly endpoints: { readonly http: string; readonly status: string; readonly ops: string };
  /** Where whatever hears from control writes what it heard. */
  readonly state: NodeStatePlace;
}

const SAVE_TRAFFIC_EVERY_MS = 60_000;
/** For transfers under way: long enough for most of them. */
const STOP = { idleMs: 250, atMostMs: 30_000 };
const CLOSE_LOG_WITHIN_MS = 2_000;

/** Starts the cache node. Rejects with ListenError, ConfigError or what is wrong with drives and origins, and leaves nothing half-started. */
export async function start(config: CacheNodeConfig, overrides: CacheNodeOverrides = {}): Promise<RunningCacheNode> {
  const context = await createContext(config, overrides);
  const { store, trafficFile, accessLog } = context;
  const ends: (() => unknown)[] = [() => accessLog?.close(CLOSE_LOG_WITHIN_MS), () => store.close()];
  const stop = async (): Promise<void> => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    await trafficFile.start(SAVE_TRAFFIC_EVERY_MS);
    ends.push(() => trafficFile.stop());
    const originsFile = await followOriginsFile(context);
    ends.push(() => originsFile?.stop());
    const stats = new StatsWatch(store);
    stats.start();
    ends.push(() => stats.stop());
    const meters = createMeters('cache-node');
    ends.push(() => meters.shutdown());
    ends.push(() => context.link?.stop());
    const listener = listenForDevices(context);
    ends.push(() => listener.stop(overrides.stopTimes ?? STOP));
    registerMetrics(meters, context, listener, () => stats.last);
    const reporter = new NodeReporter({
      counters: context.counters,
      listener: listener.counters,
      stats: () => stats.last,
      monotonicMs: () => performance.now(),
    });
    await context.link?.start(() => reporter.report());
    const status = startStatus(context, () => stats.last);
    ends.push(() => status.stop());
    const ops = await startOps({
      service: 'cache-node',
      listen: config.opsListen,
      variable: 'NEARHOP_CACHE_NODE_OPS_LISTEN',
      checks: () => nodeChecks(context, stats.last, originsFile),
      meters,
    });
    ends.splice(ends.length - 2, 0, () => ops.stop());
    let stopped: Promise<void> | undefined;
    return {
      endpoints: {
        http: `http://${formatListen({ host: config.listen.host, port: listener.port })}`,
        status: status.url,
        ops: ops.url,
      },
      state: context.state,
      stop: () => {
        ops.beginShutdown();
        return (stopped ??= stop());
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
