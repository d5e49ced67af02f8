import { afterAll, describe, expect, test } from 'bun:test';
import { itemsOf, type Parser } from '../http/parser.ts';
import { ControlClient } from './control-client.ts';

const seen: { method: string; key: string | null }[] = [];
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  routes: {
    '/pages': (request) => {
      const after = new URL(request.url).searchParams.get('after');
      const link: Record<string, string> =
        after === '2' ? {} : { Link: `</pages?after=${after === null ? 1 : 2}&limit=1000>; rel="next"` };
      return Response.json({ items: [Number(after)] }, { headers: link });
    },
    '/away': () => Response.json({ items: [] }, { headers: { Link: '<http://192.0.2.1/pages>; rel="next"' } }),
    '/write': (request) => {
      seen.push({ method: request.method, key: request.headers.get('Idempotency-Key') });
      return Response.json({ items: [] });
    },
    '/refused': () =>
      Response.json(
        {
          type: 'urn:nearhop:problem:invalid',
          title: 'Invalid',
          status: 422,
          detail: 'Cannot create node: servers: bad, and 1 more',
          errors: [
            { pointer: '/servers/ipv4', detail: 'write an address' },
            { pointer: '/labels/a~1b', detail: 'write a name' },
          ],
        },
        { status: 422 },
      ),
    '/down': () =>
      Response.json(
        { type: 'urn:nearhop:problem:unavailable', title: 'The store is away', status: 503 },
        { status: 503 },
      ),
    '/router': () =>
      Response.json(
        { type: 'about:blank', title: 'Not found', status: 404, detail: 'Write /v1/route' },
        { status: 404 },
      ),
    '/page': () => new Response('<html>Hello</html>'),
  },
});
afterAll(() => server.stop(true));

const control = new ControlClient(`http://127.0.0.1:${server.port}`);
const number: Parser<number> = {
  safeParse: (input) =>
    typeof input === 'number'
      ? { success: true, data: input }
      : { success: false, error: { issues: [{ path: [], message: 'no number' }] } },
};
const items = itemsOf(number);
const failureOf = (path: string) => control.ask(items, path).catch((error: unknown) => error);

describe('ControlClient', () => {
  test('follows the links of a list to its end', async () => {
    expect(await control.askAll(number, '/pages')).toEqual([0, 1, 2]);
  });

  test('knows a router when it meets one', async () => {
    expect(await failureOf('/router')).toMatchObject({
      exit: 'unreachable',
      message: expect.stringContaining('it is none of control of this version: status 404'),
      details: ['set NEARHOP_CONTROL_URL to the address of control'],
    });
  });

  test('follows no link to another host', async () => {
    expect(await control.askAll(number, '/away').catch((error: unknown) => error)).toMatchObject({
      exit: 'unreachable',
      message: expect.stringContaining('leads away from control'),
    });
  });

  test('sends a key of its own with every write', async () => {
    await control.ask(items, '/write', { method: 'POST' });
    await control.ask(items, '/write', { method: 'POST' });
    const keys = seen.map(({ key }) => key);
    expect(keys).toEqual([expect.any(String), expect.any(String)]);
    expect(new Set(keys).size).toBe(2);
  });

  test('sends no key with what is sent again as it is', async () => {
    await control.send('/write', { method: 'POST', retry: 'as-it-is' });
    expect(seen.at(-1)).toEqual({ method: 'POST', key: null });
  });

  test('tells each bad field under its name on the command line', async () => {
    expect(await failureOf('/refused')).toMatchObject({
      exit: 'refused',
      message: 'Cannot create node: 2 things are wrong',
      details: ['--server ipv4: write an address', '--label a/b: write a name'],
    });
  });

  test('takes a store that is away for unreachable', async () => {
    expect(await failureOf('/down')).toMatchObject({ exit: 'unreachable', message: 'The store is away' });
  });

  test('says so when something else answers', async () => {
    expect(await failureOf('/page')).toMatchObject({
      exit: 'unreachable',
      message: expect.stringContaining('it is none of control of this version'),
      details: ['set NEARHOP_CONTROL_URL to the address of control'],
    });
  });
});
