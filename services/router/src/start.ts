import { createMeters, startOps, type OpsServer, type RunningService } from '@nearhop/service-kit';
import type { RouterConfig } from './config.ts';
import { createContext, type RouterOverrides } from './context.ts';
import { checkPortIsFree } from './device-listener.ts';
import { explainRoute } from './explain-route.ts';
import { Fleet } from './fleet.ts';
import { routerChecks } from './router-checks.ts';
import { registerMetrics } from './router-metrics.ts';
import { RouterProcess } from './router-process.ts';

export interface RunningRouter extends RunningService {
  readonly endpoints: { readonly http: string; readonly ops: string };
  /** Process ids of the further processes that share the port. */
  workerPids(): number[];
}

/** Starts the router. Rejects with ListenError or ConfigError, and leaves nothing half-started. */
export async function start(config: RouterConfig, overrides: RouterOverrides = {}): Promise<RunningRouter> {
  const context = createContext(config, 0, overrides);
  const { log } = context;
  const first = new RouterProcess(context);
  // A certificate is renewed by a second listener on the same port.
  const sharing = config.workers > 1 || config.tls !== null ? 'shared' : 'own';
  checkPortIsFree(config.listen);
  const opened = await first.start(config.listen, sharing);
  const fleet = new Fleet({ config, listen: { ...config.listen, port: opened.port } }, { first, log });
  const meters = createMeters('router');
  registerMetrics(meters, fleet, first);
  let ops: OpsServer;
  try {
    ops = await startOps({
      service: 'router',
      listen: config.opsListen,
      variable: 'NEARHOP_ROUTER_OPS_LISTEN',
      checks: () => routerChecks(fleet, first),
      meters,
      routes: { '/explain': explainRoute(context) },
    });
  } catch (error) {
    await first.stop();
    throw error;
  }
  await fleet.start();
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    ops.beginShutdown();
    await fleet.stop();
    await ops.stop();
    await meters.shutdown();
  };
  return {
    endpoints: { http: opened.url, ops: ops.url },
    workerPids: () => fleet.workerPids(),
    stop: () => (stopped ??= stop()),
  };
}
