import { join } from 'node:path';
import { runNearhop } from '../../harness/nearhop-process.ts';
import { ROOT } from '../../house/source-files.ts';

/** Imports the bench's CSV into a fresh embedded store, vouching for every node with a vector; returns the store's name. */
export async function importIntoStore(directory: string): Promise<string> {
  const store = `sqlite:${join(directory, 'store', 'registry.db')}`;
  await runNearhop(['import', join(directory, 'import.csv')], { env: { NEARHOP_STORE: store } });
  return store;
}

export interface RouterCommandOptions {
  readonly directory: string;
  readonly store: string;
  readonly port: number;
  readonly opsPort: number;
  /** PEM with certificate and key: the port speaks TLS. */
  readonly certificate?: string;
}

export function routerCommand(options: RouterCommandOptions) {
  const { directory, store, port, opsPort, certificate } = options;
  return {
    port,
    command: [process.execPath, join(ROOT, 'services/cli/src/main.ts'), 'run', 'router'],
    env: {
      NEARHOP_STORE: store,
      NEARHOP_DATA_DIR: join(directory, `router-${port}`),
      NEARHOP_ROUTER_LISTEN: `127.0.0.1:${port}`,
      NEARHOP_ROUTER_OPS_LISTEN: `127.0.0.1:${opsPort}`,
      NEARHOP_ROUTER_TRUSTED_PROXIES: '127.0.0.1/32',
      ...(certificate !== undefined && {
        NEARHOP_ROUTER_TLS_CERTIFICATE_FILE: certificate,
        NEARHOP_ROUTER_TLS_KEY_FILE: certificate,
      }),
    },
  };
}
