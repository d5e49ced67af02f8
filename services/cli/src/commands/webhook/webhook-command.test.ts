import * as control from '@nearhop/control';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../command-line.ts';
import { RecordingTerminal } from '../../testing/recording-terminal.ts';

let directory: string;
let service: Awaited<ReturnType<typeof control.start>>;
let receiver: Server;
let url: string;
let status = 200;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nearhop-webhook-'));
  receiver = createServer((request, response) => {
    request.resume();
    response.writeHead(status).end();
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  receiver.listen(0, '127.0.0.1', resolve);
  await promise;
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`;
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
  receiver.close();
  await rm(directory, { recursive: true });
});

async function run(environment: Readonly<Record<string, string | undefined>>, ...args: string[]) {
  const terminal = new RecordingTerminal(environment);
  const code = await runCommandLine(args, terminal);
  return { code, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
}

const asked = (...args: string[]) => run({ NEARHOP_CONTROL_URL: service.endpoints['http'] }, 'webhook', ...args);

async function added(...args: string[]): Promise<string> {
  const { code, out, err } = await asked('add', url, ...args);
  expect([code, out]).toEqual([0, expect.stringMatching(/^whsec_[A-Za-z0-9+/=]+$/)]);
  return /wh_\S{16}/.exec(err)?.[0] ?? '';
}

describe('nearhop webhook', () => {
  test('adds one with the secret alone on standard output, lists it without, and removes it', async () => {
    const id = await added('--event', 'node.down', 'node.up');
    const listed = await asked('list');
    expect(listed.out).toMatch(new RegExp(`${id} +${url} +node\\.down, node\\.up +all +0`));
    expect(listed.out).not.toContain('whsec_');
    expect(await asked('remove', id)).toMatchObject({ code: 0, out: `Removed ${id}` });
    expect((await asked('list')).out).toBe('No webhooks: add one with nearhop webhook add');
  });

  test('tests one, and fails when it is not reached', async () => {
    const id = await added();
    expect(await asked('test', id)).toMatchObject({
      code: 0,
      out: expect.stringContaining('delivered, status 200') as string,
    });
    status = 500;
    const failed = await asked('test', id);
    expect([failed.code, failed.err]).toEqual([1, expect.stringContaining('it answers with status 500')]);
  });

  test('tells what is wrong with a URL', async () => {
    const refused = await asked('add', 'ftp://hooks.example.com');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('write an http or https URL')]);
  });

  test('works on the store itself, where nothing is posted', async () => {
    const local = { NEARHOP_STORE: `sqlite:${join(directory, 'other.db')}`, NEARHOP_LAB: 'true' };
    const made = await run(local, 'webhook', 'add', url);
    const id = /wh_\S{16}/.exec(made.err)?.[0] ?? '';
    expect((await run(local, 'webhook', 'list')).out).toContain(id);
    expect((await run(local, 'webhook', 'test', id)).err).toContain('NEARHOP_CONTROL_URL');
    expect((await run(local, 'webhook', 'remove', id)).code).toBe(0);
  });
});
