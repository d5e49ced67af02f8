import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SuiteOrigin extends AsyncDisposable {
  readonly port: number;
}

const SERVER = Bun.fileURLToPath(import.meta.resolve('http-cache-tests/server/server.mjs'));

/** The origin of `http-cache-tests`, run by Node as the package runs it. */
export async function startSuiteOrigin(): Promise<SuiteOrigin> {
  const directory = mkdtempSync(join(tmpdir(), 'nearhop-cache-tests-'));
  const child = Bun.spawn(['node', SERVER], {
    cwd: directory,
    env: {
      ...process.env,
      npm_config_protocol: 'http',
      npm_config_port: '0',
      npm_config_pidfile: join(directory, 'server.pid'),
    },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  // Read to its end: a server that cannot write stops.
  void (async () => {
    const decoder = new TextDecoder();
    let said = '';
    for await (const bytes of child.stdout) {
      said = `${said}${decoder.decode(bytes, { stream: true })}`.slice(-10_000);
      const port = /^Listening on .*:([0-9]+)\/$/m.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    }
    reject(new Error(`The origin of http-cache-tests ended: ${said}`));
  })();
  return {
    port: await promise,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
