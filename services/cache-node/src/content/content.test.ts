import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { cacheWord, NodeFixture, type TestNode } from '../testing/node-fixture.ts';

const MIB = 1_048_576;
const BIG = pattern(5 * MIB + 12_345);

/** Shared: each test has objects of its own. */
let fixture: NodeFixture;
let node: TestNode;
beforeAll(async () => {
  fixture = await NodeFixture.create();
  node = await fixture.start({ requestHeaders: ['accept-language'], neverCache: ['/never/'] });
});
afterAll(() => fixture[Symbol.asyncDispose]());

describe('A cache node answers', () => {
  test('a miss, then a hit, with the same bytes and their length', async () => {
    fixture.origin.put('/1', BIG);
    for (const word of ['uri-miss', 'hit']) {
      const response = await node.get('/1');
      expect([response.status, cacheWord(response), response.headers.get('Content-Length')]).toEqual([
        200,
        word,
        String(BIG.length),
      ]);
      expect(Buffer.from(await response.arrayBuffer()).equals(BIG)).toBe(true);
    }
    expect(fixture.origin.countOf('/1')).toBe(1);
  });

  test.each([
    ['bytes=0-0', 0, 0],
    ['bytes=1048570-1048580', 1_048_570, 1_048_580],
    ['bytes=5242880-', 5 * MIB, BIG.length - 1],
    ['bytes=-5', BIG.length - 5, BIG.length - 1],
    ['bytes=3000000-99999999', 3_000_000, BIG.length - 1],
  ])('%s of an object that it does not have, and from then on of what it has', async (range, first, last) => {
    const target = `/part/${first}`;
    fixture.origin.put(target, BIG);
    for (let time = 0; time < 2; time++) {
      const response = await node.get(target, { Range: range });
      const contentRange = response.headers.get('Content-Range');
      expect([response.status, contentRange]).toEqual([206, `bytes ${first}-${last}/${BIG.length}`]);
      expect(Buffer.from(await response.arrayBuffer()).equals(BIG.subarray(first, last + 1))).toBe(true);
    }
    // The first slice tells the length of what is asked for from its end.
    expect(fixture.origin.countOf(target)).toBe(range === 'bytes=-5' ? 2 : 1);
  });

  test('several ranges as multipart/byteranges', async () => {
    fixture.origin.put('/3', BIG, { 'Content-Type': 'image/gif' });
    const response = await node.get('/3', { Range: 'bytes=0-1,2000000-2000001' });
    const [, boundary] = /boundary="(.+)"/.exec(response.headers.get('Content-Type') ?? '') ?? [];
    const part = (first: number) =>
      `--${boundary}\r\nContent-Type: image/gif\r\nContent-Range: bytes ${first}-${first + 1}/${BIG.length}\r\n\r\n${BIG.toString('latin1', first, first + 2)}`;
    const body = Buffer.from(await response.arrayBuffer()).toString('latin1');
    expect(body).toBe(`${part(0)}\r\n${part(2_000_000)}\r\n--${boundary}--\r\n`);
  });

  test('416 for a range past the end, of what it has and of what it has not', async () => {
    fixture.origin.put('/4', 'hello');
    expect((await node.get('/4', { Range: 'bytes=9-' })).status).toBe(416);
    await node.text('/4');
    const response = await node.get('/4', { Range: 'bytes=9-' });
    expect([response.status, response.headers.get('Content-Range')]).toEqual([416, 'bytes */5']);
  });

  test('HEAD with the length, and no body', async () => {
    fixture.origin.put('/5', 'hello');
    for (const warm of [false, true]) {
      if (warm) await node.text('/5');
      const response = await node.get('/5', {}, 'HEAD');
      expect([response.status, response.headers.get('Content-Length'), await response.text()]).toEqual([200, '5', '']);
    }
  });

  test('conditional requests with 304, If-Range with a part or the whole', async () => {
    fixture.origin.put('/6', 'hello', { ETag: '"v1"' });
    await node.text('/6');
    expect((await node.get('/6', { 'If-None-Match': '"v1"' })).status).toBe(304);
    expect(await node.text('/6', { Range: 'bytes=0-0', 'If-Range': '"v1"' })).toBe('h');
    expect(await node.text('/6', { Range: 'bytes=0-0', 'If-Range': '"v0"' })).toBe('hello');
    expect(fixture.origin.countOf('/6')).toBe(1);
  });

  test("with Age, Via and the origin's own fields", async () => {
    fixture.origin.put('/7', 'hello', { 'X-Own': 'yes', Age: '100' });
    await node.text('/7');
    const { headers } = await node.get('/7');
    expect([headers.get('X-Own'), Number(headers.get('Age')) >= 100, headers.get('Accept-Ranges')]).toEqual([
      'yes',
      true,
      'bytes',
    ]);
    expect(headers.get('Via')).toMatch(/^1\.1 nearhop-[0-9a-f]{16}$/);
  });

  test('origins without ranges, streamed and kept whole', async () => {
    fixture.origin.put('/8', BIG, {}, 'none');
    const part = await node.get('/8', { Range: 'bytes=3000000-3000004' });
    expect(Buffer.from(await part.arrayBuffer()).equals(BIG.subarray(3_000_000, 3_000_005))).toBe(true);
    const whole = await node.get('/8');
    expect(Buffer.from(await whole.arrayBuffer()).equals(BIG)).toBe(true);
  });

  test('an object of unknown length with its length, once all has come', async () => {
    fixture.origin.behaviours.set('/chunked', (_, response) => {
      response.writeHead(200, { 'Cache-Control': 'max-age=60' });
      response.write('hello ');
      response.end('world');
    });
    for (const word of ['uri-miss', 'hit']) {
      const response = await node.get('/chunked');
      expect([cacheWord(response), response.headers.get('Content-Length'), await response.text()]).toEqual([
        word,
        '11',
        'hello world',
      ]);
    }
  });
});

describe('A cache node asks the origin', () => {
  test('once for one object, however many ask', async () => {
    fixture.origin.put('/10', BIG);
    const bodies = await Promise.all(
      Array.from({ length: 50 }, async () => Buffer.from(await (await node.get('/10')).arrayBuffer())),
    );
    expect(bodies.every((body) => body.equals(BIG))).toBe(true);
    expect(fixture.origin.countOf('/10')).toBe(1);
  });

  test('whether what is stale still holds, and keeps it when it does', async () => {
    fixture.origin.put('/11', 'hello', { 'Cache-Control': 'max-age=0', ETag: '"v1"' });
    await node.text('/11');
    const response = await node.get('/11');
    expect([cacheWord(response), await response.text()]).toEqual(['stale', 'hello']);
    expect(fixture.origin.asked.at(-1)?.headers['if-none-match']).toBe('"v1"');
    fixture.origin.put('/11', 'changed', { ETag: '"v2"' });
    expect(await node.text('/11')).toBe('changed');
    expect(cacheWord(await node.get('/11'))).toBe('hit');
  });

  test('for each variant, and gives each client its own', async () => {
    fixture.origin.behaviours.set('/v', ({ headers }, response) => {
      response
        .writeHead(200, { 'Cache-Control': 'max-age=60', Vary: 'Accept-Language' })
        .end(headers['accept-language'] ?? 'none');
    });
    for (const language of ['de', 'en', 'fr', 'de', 'en', 'fr']) {
      expect(await node.text('/v', { 'Accept-Language': language })).toBe(language);
    }
    expect(fixture.origin.countOf('/v')).toBe(3);
  });

  test('every time for what may not be kept', async () => {
    fixture.origin.put('/private/13', 'mine', { 'Cache-Control': 'private' });
    fixture.origin.put('/never/x', 'listed');
    for (let time = 0; time < 2; time++) {
      expect([await node.text('/private/13'), await node.text('/never/x')]).toEqual(['mine', 'listed']);
    }
    expect([fixture.origin.countOf('/private/13'), fixture.origin.countOf('/never/x')]).toEqual([2, 2]);
  });

  test('nothing while stale-while-revalidate lasts, but validates meanwhile', async () => {
    fixture.origin.put('/14', 'one', { 'Cache-Control': 'max-age=0, stale-while-revalidate=60', ETag: '"v1"' });
    await node.text('/14');
    expect(cacheWord(await node.get('/14'))).toBe('hit');
    while (fixture.origin.countOf('/14') < 2) await Bun.sleep(5);
  });
});

describe('A cache node whose origin fails', () => {
  test('answers 502 at once, and goes on with what it has', async () => {
    await using own = await NodeFixture.create();
    own.origin.put('/a', 'hello', { 'Cache-Control': 'max-age=0' });
    const node = await own.start();
    await node.text('/a');
    await own.origin[Symbol.asyncDispose]();
    expect((await node.get('/other')).status).toBe(502);
    expect(await node.text('/a')).toBe('hello');
  });

  test('passes on redirects and errors without following', async () => {
    fixture.origin.behaviours.set(
      '/go',
      (_, response) => void response.writeHead(302, { Location: 'http://169.254.169.254/' }).end('moved'),
    );
    const response = await node.get('/go');
    expect([response.status, response.headers.get('Location'), await response.text()]).toEqual([
      302,
      'http://169.254.169.254/',
      'moved',
    ]);
    expect((await node.get('/absent')).status).toBe(404);
  });

  test('asks for the rest where a body broke off, and gives every byte', async () => {
    let times = 0;
    fixture.origin.put('/cut', BIG);
    fixture.origin.behaviours.set('/cut', (request, response) => {
      fixture.origin.behaviours.delete('/cut');
      times++;
      response.writeHead(200, { ...fixture.origin.objects.get('/cut')?.headers, 'Content-Length': BIG.length });
      response.write(BIG.subarray(0, 2 * MIB), () => request.socket.destroy());
    });
    const response = await node.get('/cut');
    expect(Buffer.from(await response.arrayBuffer()).equals(BIG)).toBe(true);
    expect([times, fixture.origin.countOf('/cut')]).toEqual([1, 2]);
  });
});

describe('A cache node refuses', () => {
  test('unsafe methods, unless the origin takes all', async () => {
    fixture.origin.put('/shared/2', 'hello');
    const response = await node.get('/shared/2', {}, 'DELETE');
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
    expect(fixture.origin.countOf('/shared/2')).toBe(0);
  });

  test('new requests while it is disabled, and ends transfers under way', async () => {
    await using own = await NodeFixture.create();
    own.origin.put('/a', BIG);
    const node = await own.start();
    const under = await node.get('/a');
    const { state } = node.running;
    state.set({ ...state.state, enabled: false });
    const response = await node.get('/a');
    expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([503, 'disabled']);
    expect(Buffer.from(await under.arrayBuffer()).equals(BIG)).toBe(true);
  });

  test('what came through it before', async () => {
    fixture.origin.put('/shared/3', 'hello');
    const via = (await node.get('/shared/3')).headers.get('Via') ?? '';
    expect((await node.get('/shared/3', { Via: `1.1 other, ${via}` })).status).toBe(508);
  });
});

describe('A cache node finds the origin', () => {
  test('by way of its parent, asked as devices ask', async () => {
    await using own = await NodeFixture.create();
    own.origin.put('/a?x=1', BIG);
    const parent = await own.start();
    const child = await own.start({}, { ...own.apart('child'), parent: parent.running.endpoints.http });
    const response = await child.get('/a?x=1');
    expect(Buffer.from(await response.arrayBuffer()).equals(BIG)).toBe(true);
    expect(response.headers.get('Cache-Status')?.match(/Nearhop/g)?.length).toBe(2);
    expect(own.origin.asked.map(({ target }) => target)).toEqual(['/a?x=1']);
  });

  test('by Host, where devices are pointed at the node by DNS', async () => {
    await using own = await NodeFixture.create();
    own.origin.put('/a', 'hello');
    const node = await own.start({}, { resolvers: ['127.0.0.1:9'] });
    const response = await fetch(`${node.running.endpoints.http}/a`, { headers: { Host: own.origin.host } });
    expect(await response.text()).toBe('hello');
  });

  test('on its list only, which is read again when it changes', async () => {
    await using own = await NodeFixture.create();
    own.origin.put('/a', 'hello');
    const node = await own.start();
    expect((await node.get('/a')).status).toBe(200);
    own.allow([]);
    while ((await node.get('/a')).status !== 403) await Bun.sleep(20);
  });
});

test('A cache node passes on what an origin of all methods takes, and forgets what it makes void', async () => {
  await using own = await NodeFixture.create();
  own.origin.put('/a', 'hello');
  own.origin.put('/b', 'other');
  const node = await own.start({ methods: 'all' });
  await Promise.all([node.text('/a'), node.text('/b')]);
  own.origin.behaviours.set('/a', (request, response) => {
    if (request.method !== 'POST') return void response.end('renewed');
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    return void request.on('end', () => response.writeHead(200, { 'Content-Location': '/b' }).end(body));
  });
  const posted = await fetch(node.url('/a'), {
    method: 'POST',
    body: 'a body',
    headers: { 'Content-Type': 'text/plain' },
  });
  expect([posted.status, await posted.text()]).toEqual([200, 'a body']);
  expect(await node.text('/a')).toBe('renewed');
  await node.text('/b');
  expect(own.origin.countOf('/b')).toBe(2);
});

function pattern(bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) buffer.writeUInt32LE(Math.imul(at, 2_654_435_761) >>> 0, at);
  return buffer;
}
