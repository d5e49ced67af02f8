import { routeAnswerSchema, vectorEntry } from '@nearhop/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { RunningRouter } from './start.ts';
import { answer, ask, node, RouterFixture, until } from './testing/router-fixture.ts';

const fixture = new RouterFixture();
let router: RunningRouter;

beforeAll(async () => {
  await fixture.seed();
  router = await fixture.start();
  await until(async () => (await fetch(`${router.endpoints.ops}/readyz`)).ok);
});
afterAll(() => fixture[Symbol.asyncDispose]());

describe('GET /v1/route', () => {
  test('names the node of the longest block, then the enclosing one as backup, members in the order of the wire', async () => {
    const response = await ask(router, '81.2.3.4');
    const text = await response.text();
    const body = routeAnswerSchema.parse(JSON.parse(text));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('nearhop-reason')).toBe('matched');
    expect(Object.keys(body)).toEqual(['client', 'decision', 'reason', 'caches', 'ttlSeconds', 'revision', 'health']);
    expect(text).toStartWith(
      '{"client":"81.2.3.4","decision":"node","reason":"matched","caches":[{"node":"Seattle-1","address":"127.0.0.10","port":80,"backup":false},{"node":"Tacoma-1","address":"127.0.0.11","port":8090,"backup":true}',
    );
    expect(body.revision).toBe(1);
    expect(body.health).toBe(0);
  });

  test('answers a client without a block with the CDN and the reason', async () => {
    expect(await answer(router, '82.0.0.1')).toMatchObject({ decision: 'cdn', reason: 'in-review', caches: [] });
    expect(await answer(router, '83.0.0.1')).toMatchObject({ decision: 'cdn', reason: 'no-match', caches: [] });
    expect(await answer(router, '224.0.0.1')).toMatchObject({ decision: 'cdn', reason: 'special-address' });
  });

  test('gives the body TTL in Cache-Control, spread over 10 to 100 % for a first ask', async () => {
    const seconds = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const response = await ask(router, '81.2.3.4');
        const { ttlSeconds } = (await response.json()) as { ttlSeconds: number };
        expect(response.headers.get('cache-control')).toBe(`private, max-age=${ttlSeconds}`);
        return ttlSeconds;
      }),
    );
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(300);
    expect(new Set(seconds).size).toBeGreaterThan(50);
  });

  test('answers 304 to a known tag with TTL, tag and both numbers, spread over 90 to 110 %', async () => {
    const tag = (await ask(router, '81.2.3.4')).headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"[\w-]{16}"$/);
    for (const list of [tag, `"x", ${tag}`, tag.slice(2), '*']) {
      const response = await ask(router, '81.2.3.4', { 'If-None-Match': list });
      const seconds = Number(/^private, max-age=(\d+)$/.exec(response.headers.get('cache-control') ?? '')?.[1]);
      expect(response.status).toBe(304);
      expect(seconds).toBeGreaterThanOrEqual(270);
      expect(seconds).toBeLessThanOrEqual(330);
      expect(response.headers.get('etag')).toBe(tag);
      expect(response.headers.get('nearhop-reason')).toBe('matched');
      expect(response.headers.get('nearhop-revision')).toBe('1');
      expect(response.headers.get('nearhop-health')).toBe('0');
      expect(await response.text()).toBe('');
    }
    expect((await ask(router, '83.0.0.1', { 'If-None-Match': tag })).status).toBe(200);
  });

  test('answers HEAD with the headers of GET and no body', async () => {
    const response = await fetch(`${router.endpoints.http}/v1/route?x=1`, {
      method: 'HEAD',
      headers: { 'X-Forwarded-For': '81.2.3.4' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('nearhop-reason')).toBe('matched');
    expect(response.headers.get('etag')).toBe((await ask(router, '81.2.3.4')).headers.get('etag'));
    expect(await response.text()).toBe('');
  });

  test('answers an unreadable client with the CDN, never an error', async () => {
    const response = await ask(router, 'unknown');
    expect(response.status).toBe(200);
    expect(response.headers.get('nearhop-reason')).toBe('bad-client-address');
    expect(await response.text()).toStartWith(
      '{"client":null,"decision":"cdn","reason":"bad-client-address","caches":[],',
    );
  });

  test('refuses other methods and other paths with a problem', async () => {
    const post = await fetch(`${router.endpoints.http}/v1/route`, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const missing = await fetch(`${router.endpoints.http}/v1/other`);
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(await missing.json()).toMatchObject({ status: 404, type: 'about:blank' });
  });

  test('turns to the CDN when the vector says down, and back, keeping the tag of equal answers', async () => {
    const { health } = await fixture.registry();
    const before = (await ask(router, '127.0.1.5')).headers.get('etag') ?? '';
    const down = await health.publishVector(Uint8Array.of(vectorEntry('down'), vectorEntry('up')), Date.now());
    await until(async () => (await answer(router, '127.0.1.5'))['reason'] === 'node-down');
    expect(await answer(router, '127.0.1.5')).toMatchObject({ decision: 'cdn', health: down.number });
    await health.publishVector(Uint8Array.of(vectorEntry('up'), vectorEntry('up')), Date.now());
    await until(async () => (await answer(router, '127.0.1.5'))['reason'] === 'matched');
    expect((await ask(router, '127.0.1.5')).headers.get('etag')).toBe(before);
  });

  test('follows a commit, and an unrelated commit still yields 304 with the new revision', async () => {
    const tag = (await ask(router, '127.0.1.5')).headers.get('etag') ?? '';
    const revision = await fixture.commit(node(2, 'Elsewhere-1', { ipv4: { address: '127.0.0.12', port: 80 } }));
    await until(async () => (await answer(router, '127.0.1.5'))['revision'] === revision);
    const response = await ask(router, '127.0.1.5', { 'If-None-Match': tag });
    expect([response.status, response.headers.get('nearhop-revision')]).toEqual([304, String(revision)]);
    const seattle = { ipv4: { address: '127.0.0.10', port: 80 } };
    await fixture.commit(node(0, 'Seattle-1', seattle, { enabled: false }));
    await until(async () => (await answer(router, '127.0.1.5'))['reason'] === 'node-disabled');
    await fixture.commit(node(0, 'Seattle-1', seattle));
    await until(async () => (await answer(router, '127.0.1.5'))['reason'] === 'matched');
  });
});
