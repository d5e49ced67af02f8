import { afterEach, describe, expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('testing/main-of-a-service.ts', import.meta.url));
const started: Bun.Subprocess[] = [];
afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')));

function run(listen: string, argument = '') {
  const child = Bun.spawn([process.execPath, MAIN, argument], {
    env: { NEARHOP_CONTROL_OPS_LISTEN: listen },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  started.push(child);
  return child;
}

/** Standard error up to the line that holds the text. */
async function readUntil(stream: ReadableStream<Uint8Array>, text: string): Promise<string> {
  let read = '';
  const reader = stream.getReader();
  while (!read.includes(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    read += new TextDecoder().decode(value);
  }
  reader.releaseLock();
  return read;
}

describe('runMain', () => {
  test('exits 78 with the lines of a bad configuration', async () => {
    const child = run('nonsense');
    expect(await child.stderr.text()).toBe(
      'Cannot use NEARHOP_CONTROL_OPS_LISTEN "nonsense": write host:port, an IPv6 host in brackets\n',
    );
    expect(await child.exited).toBe(78);
  });

  test('exits 1 with one line when a port is taken', async () => {
    using taken = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() });
    const child = run(`127.0.0.1:${taken.port}`);
    expect(await child.stderr.text()).toMatch(/^Cannot listen on 127\.0\.0\.1:\d+: .*NEARHOP_CONTROL_OPS_LISTEN.*\n$/);
    expect(await child.exited).toBe(1);
  });

  test('exits 70 with a line in the log on anything unexpected', async () => {
    const child = run('127.0.0.1:0', 'fault');
    expect(JSON.parse(await child.stderr.text())).toMatchObject({ level: 'fatal', err: { message: 'boo' } });
    expect(await child.exited).toBe(70);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('stops on %s and exits 0', async (signal) => {
    const child = run('127.0.0.1:0');
    expect(await readUntil(child.stderr, 'started')).toContain('"endpoints":{"ops":"http://127.0.0.1:');
    child.kill(signal);
    expect(await child.exited).toBe(0);
  });

  test('ends at once on a second signal', async () => {
    const child = run('127.0.0.1:0', 'slow');
    await readUntil(child.stderr, 'started');
    child.kill('SIGINT');
    await readUntil(child.stderr, 'stopping');
    child.kill('SIGINT');
    expect(await child.exited).toBe(130);
  });
});
