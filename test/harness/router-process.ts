import { routeAnswerSchema, type RouteAnswer } from '@nearhop/contracts';
import { readFileSync } from 'node:fs';
import { freePort } from './free-port.ts';
import { startNearhop, type NearhopProcess } from './nearhop-process.ts';
import { waitUntil } from './wait-until.ts';

/** A router in a process of its own, which trusts 127.0.0.1 to say who the client is. */
export interface RouterProcess {
  readonly process: NearhopProcess;
  readonly port: number;
  readonly opsUrl: string;
  /** Asks for a client address, over a fresh connection. */
  ask(client: string): Promise<RouteAnswer>;
  readiness(): Promise<Readiness>;
  /** Resident memory now and at its highest, in bytes. */
  memory(): { readonly nowBytes: number; readonly peakBytes: number };
}

export interface Readiness {
  readonly status: number;
  readonly text: string;
}

export interface RouterProcessOptions {
  readonly store: string;
  readonly dataDirectory: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a router and waits until it answers. */
export async function startRouter(options: RouterProcessOptions): Promise<RouterProcess> {
  const port = freePort();
  const opsPort = freePort();
  const child = startNearhop(['run', 'router'], {
    env: {
      NEARHOP_STORE: options.store,
      NEARHOP_DATA_DIR: options.dataDirectory,
      NEARHOP_ROUTER_LISTEN: `127.0.0.1:${port}`,
      NEARHOP_ROUTER_OPS_LISTEN: `127.0.0.1:${opsPort}`,
      NEARHOP_ROUTER_TRUSTED_PROXIES: '127.0.0.1/32',
      ...options.env,
    },
  });
  const opsUrl = `http://127.0.0.1:${opsPort}`;
  const router: RouterProcess = {
    process: child,
    port,
    opsUrl,
    async ask(client) {
      const response = await fetch(`http://127.0.0.1:${port}/v1/route`, {
        headers: { 'x-forwarded-for': client },
        keepalive: false,
      });
      return routeAnswerSchema.parse(await response.json());
    },
    async readiness() {
      const response = await fetch(`${opsUrl}/readyz`);
      return { status: response.status, text: await response.text() };
    },
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
      return { nowBytes: kilobytes('VmRSS') * 1_024, peakBytes: kilobytes('VmHWM') * 1_024 };
    },
  };
  const answers = () =>
    router.ask('192.0.2.1').then(
      () => true,
      () => false,
    );
  await waitUntil('the router answers', answers, 20_000).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${child.output().slice(-2_000)}`);
  });
  return router;
}
