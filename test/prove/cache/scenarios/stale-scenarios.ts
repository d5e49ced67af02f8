import assert from 'node:assert/strict';
import { waitUntil } from '../../../harness/wait-until.ts';
import { errorAnswer, freshAnswer, hangUp, staleAnswer, type Scenario } from './scene.ts';

const PATIENCE_MS = 10_000;
const NOT_MODIFIED = 304;

export const STALE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'nginx proxy_cache_use_stale.t, s-i-e cached: what is fresh needs no origin',
    async plays(scene) {
      scene.originInTurn(freshAnswer('one', { 'Cache-Control': 'max-age=60, stale-if-error=5' }), errorAnswer(500));
      assert.equal(await scene.told(), '200 uri-miss one');
      assert.equal(await scene.told(), '200 hit one');
    },
  },
  {
    name: 'nginx proxy_cache_use_stale.t, s-i-e: what is stale stands in for an error',
    async plays(scene) {
      scene.originInTurn(staleAnswer('one', ', stale-if-error=600'), errorAnswer(500));
      await scene.ask();
      assert.equal(await scene.told(), '200 hit one');
      assert.equal(scene.seen.length, 2);
    },
  },
  {
    name: 'nginx proxy_cache_use_stale.t, s-i-e ceased: after that the error is passed on',
    async plays(scene) {
      scene.originInTurn(staleAnswer('one', ', stale-if-error=10'), errorAnswer(500));
      await scene.ask();
      assert.equal(await scene.told(), '500 stale error');
    },
  },
  {
    name: 'nginx proxy_cache_use_stale.t, s-i-e revalidated: the origin is back, and its 304 makes it fresh',
    async plays(scene) {
      const fresh304 = { 'Cache-Control': 'max-age=3600', ETag: '"1"' };
      scene.originInTurn(staleAnswer('one', ', stale-if-error=600'), errorAnswer(500), (_, reply) =>
        reply.send(NOT_MODIFIED, fresh304),
      );
      await scene.ask();
      await scene.ask();
      assert.equal(await scene.told(), '200 stale one');
      assert.equal(scene.seen.at(-1)?.headers.get('if-none-match'), '"1"');
      assert.equal(await scene.told(), '200 hit one');
    },
  },
  {
    name: 'nginx proxy_cache_use_stale.t, s-w-r: the stale one at once, the new one from then on',
    async plays(scene) {
      scene.originInTurn(staleAnswer('one', ', stale-while-revalidate=600'), freshAnswer('two', { ETag: '"2"' }));
      await scene.ask();
      assert.equal(await scene.told(), '200 hit one');
      await waitUntil('the new one is given', async () => (await scene.told()) === '200 hit two', PATIENCE_MS);
      assert.equal(scene.seen.length, 2);
    },
  },
  {
    name: 'nginx proxy_cache_use_stale.t, s-w-r revalidate error: the stale one stays',
    async plays(scene) {
      scene.originInTurn(staleAnswer('one', ', stale-while-revalidate=600'), errorAnswer(500));
      await scene.ask();
      await scene.ask();
      await waitUntil('the origin was asked', () => scene.seen.length > 1, PATIENCE_MS);
      assert.equal(await scene.told(), '200 hit one');
    },
  },
  {
    name: 'nginx proxy_cache_use_stale.t, s-w-r updating: one update under way, and nobody waits for it',
    async plays(scene) {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      scene.originInTurn(staleAnswer('one', ', stale-while-revalidate=600'), async (request, reply) => {
        await released;
        await freshAnswer('two', { ETag: '"2"' })(request, reply);
      });
      await scene.ask();
      for (const { body } of await scene.askTogether(5)) assert.equal(body.toString(), 'one');
      assert.equal(await scene.told(), '200 hit one');
      assert.equal(scene.seen.length, 2);
      release();
      await waitUntil('the new one is given', async () => (await scene.told()) === '200 hit two', PATIENCE_MS);
    },
  },
  {
    name: 'nginx proxy_cache_use_stale.t, s-w-r ceased: after that the origin comes first',
    async plays(scene) {
      scene.originInTurn(staleAnswer('one', ', stale-while-revalidate=10'), freshAnswer('two', { ETag: '"2"' }));
      await scene.ask();
      assert.equal(await scene.told(), '200 stale two');
    },
  },
  {
    name: 'varnish s00002, grace with a sick backend: an origin that hangs up takes nothing away',
    async plays(scene) {
      scene.originInTurn(staleAnswer('one'), hangUp);
      await scene.ask();
      assert.equal(await scene.told(), '200 hit one');
    },
  },
  {
    name: 'trafficserver proxy_serve_stale.test.py: stale for many devices, all of them',
    async plays(scene) {
      scene.originInTurn(staleAnswer('one'), errorAnswer(503));
      await scene.ask();
      for (const { status, body } of await scene.askTogether(5))
        assert.equal(`${status} ${body.toString()}`, '200 one');
    },
  },
  {
    name: 'trafficserver proxy_serve_stale.test.py, must-revalidate: then an error is an error',
    async plays(scene) {
      scene.originInTurn(staleAnswer('one', ', must-revalidate'), errorAnswer(503));
      await scene.ask();
      assert.equal((await scene.ask()).status, 503);
    },
  },
  {
    name: 'varnish b00039, backend IMS: validated by the date, and fresh again',
    async plays(scene) {
      const date = 'Wed, 11 Sep 2013 13:36:55 GMT';
      scene.originInTurn(
        (_, reply) => reply.send(200, { 'Cache-Control': 'max-age=60', Age: 100, 'Last-Modified': date }, 'one'),
        (_, reply) => reply.send(NOT_MODIFIED, { 'Cache-Control': 'max-age=3600', 'Last-Modified': date }),
      );
      await scene.ask();
      assert.equal(await scene.told(), '200 stale one');
      assert.equal(scene.seen.at(-1)?.headers.get('if-modified-since'), date);
      assert.equal(await scene.told(), '200 hit one');
    },
  },
  {
    name: 'trafficserver negative-caching.test.py: an absence is kept as long as it says',
    async plays(scene) {
      scene.origin((_, reply) => reply.send(404, { 'Cache-Control': 'max-age=300' }, 'absent'));
      assert.equal(await scene.told(), '404 uri-miss absent');
      assert.equal(await scene.told(), '404 hit absent');
    },
  },
  {
    name: 'trafficserver cache-cookie.test.py: an answer with a cookie is for one alone',
    async plays(scene) {
      scene.origin((request, reply) =>
        freshAnswer(`for ${scene.seen.length}`, { 'Set-Cookie': 'a=b' })(request, reply),
      );
      assert.equal((await scene.ask()).body.toString(), 'for 1');
      assert.equal((await scene.ask()).body.toString(), 'for 2');
    },
  },
  {
    name: 'trafficserver if-match-star.test.py and conditional-get-hit.test.py: conditions on what is stored',
    async plays(scene) {
      scene.has('one');
      await scene.ask();
      assert.equal(await scene.told({ 'If-Match': '*' }), '200 hit one');
      assert.equal((await scene.ask({ 'If-None-Match': '*' })).status, NOT_MODIFIED);
      assert.equal(scene.seen.length, 1);
    },
  },
  {
    name: 'trafficserver cache-request-method.test.py: HEAD is answered from what GET brought',
    async plays(scene) {
      scene.has('one');
      await scene.ask();
      const head = await scene.ask({}, { method: 'HEAD' });
      assert.deepEqual([head.status, head.headers.get('content-length'), head.bodyBytes], [200, '3', 0]);
      assert.equal(scene.seen.length, 1);
    },
  },
];
