import { ConfigError, ListenError } from '@nearhop/service-kit';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { request } from 'node:http';
import { scratchControl, type ScratchControl } from './testing/scratch-control.ts';

let control: ScratchControl;
beforeAll(async () => {
  control = await scratchControl();
});
afterAll(() => control.end());

describe('control without sign-in', () => {
  for (const host of ['0.0.0.0', '::', '192.168.1.5', 'control.example.com', '128.0.0.1']) {
    test(`refuses to listen on ${host}, with a line that says why`, async () => {
      const error = await failureOf(scratchControl({ listen: { host, port: 8_081 } }));
      expect(error).toBeInstanceOf(ConfigError);
      expect(error.message).toMatch(
        /^Cannot use NEARHOP_CONTROL_LISTEN "[^"]+": control has no sign-in yet.*write 127\.0\.0\.1:8081$/,
      );
    });
  }

  test('says in its log that it listens on loopback only', () => {
    expect(control.log.join('')).toContain('listens on loopback only');
  });

  test('tells a taken port by its variable, and leaves nothing half-started', async () => {
    const port = Number(new URL(control.url).port);
    const error = await failureOf(scratchControl({ listen: { host: '127.0.0.1', port } }));
    expect(error).toBeInstanceOf(ListenError);
    expect(error.message).toMatch(/NEARHOP_CONTROL_LISTEN/);
  });

  test('is ready while its registry answers', async () => {
    const answer = await fetch(`${control.opsUrl}/readyz`);
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { ready: true, checks: [{ name: 'registry', ok: true }] },
    ]);
  });
});

describe('a request from elsewhere', () => {
  const foreign: [string, Record<string, string>, number][] = [
    ['another Host (DNS rebinding)', { Host: 'evil.example' }, 421],
    ['a Host that only begins like loopback', { Host: '127.0.0.1.evil.example' }, 421],
    ['a Host with user information', { Host: 'localhost@evil.example' }, 421],
    ['another Origin', { Origin: 'http://evil.example' }, 403],
    ['the Origin null', { Origin: 'null' }, 403],
    ['an Origin on another port', { Origin: 'http://127.0.0.1:1' }, 403],
    ['Sec-Fetch-Site: cross-site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['Sec-Fetch-Site: same-site', { 'Sec-Fetch-Site': 'same-site' }, 403],
  ];
  for (const [what, headers, status] of foreign) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      test(`is refused: ${method} with ${what}`, async () => {
        expect(await statusOf(method, headers)).toBe(status);
      });
    }
  }

  test('is let in with its own Origin, and by every name of loopback', async () => {
    const { host, port } = new URL(control.url);
    expect(await statusOf('GET', { Origin: control.url, 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
    expect(await statusOf('GET', { 'Sec-Fetch-Site': 'none' })).toBe(200);
    for (const name of [host, `localhost:${port}`, `[::1]:${port}`, 'localhost'])
      expect(await statusOf('GET', { Host: name })).toBe(200);
  });
});

/** By `node:http`, which sends whatever Host it is told. */
async function statusOf(method: string, headers: Record<string, string>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const sent = request(`${control.url}/v1/nodes`, { method, headers, agent: false }, (response) => {
    response.resume();
    response.on('end', () => resolve(response.statusCode ?? 0));
  });
  sent.on('error', reject);
  sent.end();
  return promise;
}

async function failureOf(started: Promise<unknown>): Promise<Error> {
  try {
    await started;
  } catch (error) {
    return error as Error;
  }
  throw new Error('Expected control not to start');
}
