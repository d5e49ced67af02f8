import * as control from '@nearhop/control';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../command-line.ts';
import { RecordingTerminal } from '../testing/recording-terminal.ts';

let directory: string;
let service: Awaited<ReturnType<typeof control.start>>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nearhop-activate-'));
  service = await control.start(
    control.readConfig({
      NEARHOP_STORE: `sqlite:${join(directory, 'registry.db')}`,
      NEARHOP_CONTROL_LISTEN: '127.0.0.1:0',
      NEARHOP_CONTROL_OPS_LISTEN: '127.0.0.1:0',
      NEARHOP_LAB: 'true',
      NEARHOP_LOG_LEVEL: 'silent',
    }),
  );
});
afterAll(async () => {
  await service.stop();
  await rm(directory, { recursive: true });
});

async function run(...args: string[]) {
  const terminal = new RecordingTerminal({
    NEARHOP_CONTROL_URL: service.endpoints['http'],
    NEARHOP_DATA_DIR: directory,
  });
  const code = await runCommandLine(args, terminal);
  return { code, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe('nearhop node activate', () => {
  test('takes a node from its creation to its first device, by the command line alone', async () => {
    const port = await freePort();
    const made = await run('node', 'create', 'Seattle-1', '--server', `127.0.0.1:${port}`);
    const id = /Id: (n_\w{16})/.exec(made.out)?.[1] ?? '';
    const key = /(nhk_\S+)/.exec(made.out)?.[1] ?? '';
    expect((await run('node', 'show', 'Seattle-1')).out).toMatch(/state +not-activated/);
    const keyFile = join(directory, 'key.txt');
    await writeFile(keyFile, `${key}\n`);
    const activate = ['node', 'activate', id, '--registration-key-file', keyFile, '--listen', `127.0.0.1:${port}`];
    const activated = await run(...activate);
    expect(activated).toMatchObject({
      code: 0,
      out: expect.stringContaining(`proved 127.0.0.1 port ${port}`) as string,
    });
    expect(activated.out + activated.err).not.toContain(key);
    const shown = (await run('node', 'show', 'Seattle-1')).out;
    expect(shown).toMatch(/state +serving/);
    expect(shown).toMatch(new RegExp(`activated +yes, proven at 127.0.0.1:${port}`));
    expect(shown).toMatch(/heartbeat +[\d.]+ s ago/);
    expect(await readFile(join(directory, 'node', 'credential'), 'utf8')).toMatch(/^nhc_/);
  });

  test('says why it was refused, and quotes no key', async () => {
    const keyFile = join(directory, 'wrong.txt');
    const wrong = `nhk_${'A'.repeat(43)}`;
    await writeFile(keyFile, wrong);
    const refused = await run('node', 'activate', 'n_aaaaaaaaaaaaaaaa', '--registration-key-file', keyFile);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('nearhop key issue') as string });
    expect(refused.out + refused.err).not.toContain(wrong);
    expect(await run('node', 'activate', 'n_aaaaaaaaaaaaaaaa', '--registration-key-file', `${keyFile}-`)).toMatchObject(
      {
        code: 1,
        err: expect.stringContaining('ENOENT') as string,
      },
    );
  });

  test('has no argument for the key', async () => {
    expect((await run('node', 'activate', 'n_aaaaaaaaaaaaaaaa', `nhk_${'A'.repeat(43)}`)).code).toBe(2);
    expect((await run('node', 'activate', 'n_aaaaaaaaaaaaaaaa')).code).toBe(2);
  });
});

describe('nearhop key', () => {
  test('issues a key that is alone on standard output, and shows it never again', async () => {
    await run('node', 'create', 'Tacoma-1');
    const issued = await run('key', 'issue', 'Tacoma-1');
    expect(issued.out).toMatch(/^nhk_[A-Za-z0-9_-]{43}$/);
    expect(issued.err).not.toContain('nhk_');
    const shown = await run('key', 'show', 'Tacoma-1');
    expect(shown.out).toMatch(/registration key +unused, good until/);
    expect(shown.out).not.toContain('nhk_');
  });

  test('rotates, and revokes when it is meant', async () => {
    expect((await run('key', 'rotate', 'Seattle-1')).out).toMatch(/credential +issued .*to be renewed/);
    expect((await run('key', 'revoke', 'Seattle-1')).code).toBe(2);
    const revoked = await run('key', 'revoke', 'Seattle-1', '--yes');
    expect(revoked.out).toMatch(/registration key +none/);
    expect(revoked.err).toContain('nearhop node disable Seattle-1');
  });
});
