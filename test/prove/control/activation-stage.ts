import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startControl, type ControlProcess } from '../../harness/control-process.ts';

export interface ActivationStage {
  readonly directory: string;
  readonly store: string;
  readonly control: ControlProcess;
  /** Connections that went to the proxy which control's environment names: there must be none. */
  proxied(): number;
  end(): Promise<void>;
}

/** Control in a lab, where nodes may be on loopback, in an environment that names a proxy. */
export async function activationStage(env: Readonly<Record<string, string>> = {}): Promise<ActivationStage> {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-activation-'));
  const store = `sqlite:${join(directory, 'registry.db')}`;
  let connections = 0;
  const proxy = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      open: (socket) => {
        connections++;
        socket.end();
      },
      data: () => undefined,
    },
  });
  const proxyUrl = `http://127.0.0.1:${proxy.port}`;
  const proxyVariables = {
    HTTP_PROXY: proxyUrl,
    http_proxy: proxyUrl,
    ALL_PROXY: proxyUrl,
    NO_PROXY: '',
    no_proxy: '',
  };
  const control = await startControl({ store, env: { NEARHOP_LAB: 'true', ...proxyVariables, ...env } });
  return {
    directory,
    store,
    control,
    proxied: () => connections,
    end: async () => {
      await control.stop();
      proxy.stop(true);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
