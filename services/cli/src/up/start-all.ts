import * as control from '@nearhop/control';
import * as router from '@nearhop/router';
import type { RunningService } from '@nearhop/service-kit';
import { openLocalBackend } from '../backend/local-backend.ts';
import { startDemoOrigin, type DemoOrigin } from '../demo-origin/start-demo-origin.ts';
import type { Environment } from '../terminal.ts';
import type { Addresses } from './banner.ts';
import type { DataDirectory } from './data-directory.ts';
import { startDemoNodes } from './demo-nodes.ts';
import { freePortOr0 } from './free-ports.ts';
import type { UpSettings } from './settings.ts';
import type { Started } from './started.ts';
import { writeDemoOrigin } from './write-demo.ts';

const ORIGIN_HOST = '127.0.0.1';
const ORIGIN_PORT = 8070;

/** Starts the services and writes the demo where it is missing, each added to `started` once it runs. */
export async function startAll(settings: UpSettings, directory: DataDirectory, started: Started): Promise<Addresses> {
  const environment = { ...settings.environment, NEARHOP_STORE: directory.store, NEARHOP_DATA_DIR: directory.path };
  const origin = await prepare(environment, started);
  const routing = await router.start(router.readConfig({ ...reportsTo(environment), ...environment }));
  started.add(() => routing.stop());
  const routerOps = endpoint(routing, 'ops');
  const controlling = await control.start(control.readConfig({ ...environment, NEARHOP_CONTROL_ROUTERS: routerOps }));
  started.add(() => controlling.stop());
  const controlUrl = endpoint(controlling, 'http');
  const nodes = await startDemoNodes(
    { environment, controlUrl, listeners: settings.nodeListeners },
    directory,
    started,
  );
  return {
    router: endpoint(routing, 'http'),
    routerOps,
    control: controlUrl,
    controlOps: endpoint(controlling, 'ops'),
    origin: `http://${origin.hostname}:${origin.port}`,
    nodes,
    data: directory.path,
  };
}

/** Where the router tells of its traffic: control starts after it, on the port that it was given. */
function reportsTo(environment: Environment): Environment {
  const { host, port } = control.readConfig(environment).listen;
  return port === 0 ? {} : { NEARHOP_ROUTER_CONTROL_URL: `http://${host.includes(':') ? `[${host}]` : host}:${port}` };
}

/** A store for the router to follow, and the origin that the demo's content comes from. */
async function prepare(environment: Environment, started: Started): Promise<DemoOrigin> {
  const backend = await openLocalBackend({ environment }, 'write');
  try {
    const port = await freePortOr0({ host: ORIGIN_HOST, port: ORIGIN_PORT });
    const origin = startDemoOrigin({ hostname: ORIGIN_HOST, port });
    started.add(() => origin.stop());
    await writeDemoOrigin(backend, ORIGIN_HOST, origin.port);
    return origin;
  } finally {
    await backend.close();
  }
}

function endpoint(service: RunningService, purpose: string): string {
  const url = service.endpoints[purpose];
  if (url === undefined)
    throw new TypeError(
      `Cannot find endpoint "${purpose}": the service has ${Object.keys(service.endpoints).join(', ')}`,
    );
  return url;
}
