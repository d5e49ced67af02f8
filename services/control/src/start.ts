import { formatListen, startOps, toListenError, type ListenAddress, type RunningService } from '@nearhop/service-kit';
import { createServer, type Server } from 'node:http';
import { controlApp } from './app.ts';
import type { ControlConfig } from './config.ts';
import { controlContext, type ControlOverrides } from './context.ts';
import { listening } from './events.ts';
import { forgetHourly } from './forget-hourly.ts';
import { requireLoopback } from './loopback-only.ts';
import { StoreCheck } from './store-check.ts';

const GRACE_MS = 5_000;

/** Starts control. Rejects with ConfigError for an address that is not loopback, ListenError for one that cannot be had. */
export async function start(config: ControlConfig, overrides: ControlOverrides = {}): Promise<RunningService> {
  requireLoopback(config.listen);
  const context = await controlContext(config, overrides);
  const closing: (() => Promise<void>)[] = [() => context.meters.shutdown()];
  if (overrides.registry === undefined) closing.push(() => context.registry.close());
  closing.push(() => context.webhookDesk.end());
  closing.push(() => context.links.end());
  const closeAll = async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  try {
    const store = await StoreCheck.begin(context.registry);
    closing.push(async () => store.end());
    closing.push(forgetHourly({ ...context, now: overrides.now ?? (() => new Date()) }));
    const ops = await startOps({
      service: 'control',
      listen: config.opsListen,
      variable: 'NEARHOP_CONTROL_OPS_LISTEN',
      checks: () => [store.check],
      meters: context.meters,
    });
    closing.push(() => ops.stop());
    const server = createServer(controlApp(context));
    server.requestTimeout = 0; // an import takes as long as it takes, and only this machine can send one
    const url = await listen(server, config.listen);
    closing.push(() => close(server));
    listening(context.log, url);
    return {
      endpoints: { http: url, ops: ops.url },
      stop: async () => {
        ops.beginShutdown();
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function listen(server: Server, address: ListenAddress): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(address.port, address.host, resolve);
  try {
    await promise;
  } catch (error) {
    throw toListenError(error, address, 'NEARHOP_CONTROL_LISTEN');
  }
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  return `http://${formatListen({ host: address.host, port })}`;
}

/** Lets requests end that are under way, and cuts those that take too long. */
async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await promise;
  clearTimeout(cut);
}
