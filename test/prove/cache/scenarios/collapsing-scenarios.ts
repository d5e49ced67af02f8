import assert from 'node:assert/strict';
import { waitUntil } from '../../../harness/wait-until.ts';
import { freshAnswer, hangUp, severalSlices, SLICE_BYTES, type Scenario } from './scene.ts';

const PATIENCE_MS = 10_000;

export const COLLAPSING_SCENARIOS: readonly Scenario[] = [
  {
    name: 'nginx proxy_cache_lock.t, sequential requests: the first alone reaches the origin',
    async plays(scene) {
      scene.has('one');
      for (let time = 0; time < 5; time++) assert.equal((await scene.ask()).body.toString(), 'one');
      assert.equal(scene.seen.length, 1);
    },
  },
  {
    name: 'nginx proxy_cache_lock.t, parallel requests: all wait for the first',
    async plays(scene) {
      scene.origin(async (request, reply) => {
        await Bun.sleep(200);
        await freshAnswer(`request ${scene.seen.length}`)(request, reply);
      });
      const answers = await scene.askTogether(5);
      assert.deepEqual(
        answers.map(({ body }) => body.toString()),
        Array.from({ length: 5 }, () => 'request 1'),
      );
      assert.equal(scene.seen.length, 1);
    },
  },
  {
    name: 'varnish c00013, a second request parked on a slow origin: it gets the whole of it',
    async plays(scene) {
      const { promise: joined, resolve: join } = Promise.withResolvers<void>();
      scene.origin(async (_, reply) => {
        reply.head(200, { 'Cache-Control': 'max-age=3600', ETag: '"1"', 'Content-Length': 12 });
        await reply.write(Buffer.from('line1\n'));
        await joined;
        await reply.write(Buffer.from('line2\n'));
      });
      const first = scene.ask();
      await waitUntil('the origin was asked', () => scene.seen.length === 1, PATIENCE_MS);
      const second = scene.ask();
      await Bun.sleep(50);
      join();
      for (const answer of [await first, await second]) assert.equal(answer.body.toString(), 'line1\nline2\n');
      assert.equal(scene.seen.length, 1);
    },
  },
  {
    name: 'varnish c00097, streaming delivery and a rushing waiting list: chunks without a length, for all from one request',
    async plays(scene) {
      scene.origin(async (_, reply) => {
        reply.head(200, { 'Cache-Control': 'max-age=3600', 'Transfer-Encoding': 'chunked' });
        await reply.write(Buffer.from('a\r\n0123456789\r\n'));
        await Bun.sleep(100);
        await reply.write(Buffer.from('a\r\nabcdefghij\r\n0\r\n\r\n'));
      });
      const answers = await scene.askTogether(4);
      for (const answer of answers) assert.equal(answer.body.toString(), '0123456789abcdefghij');
      assert.equal(scene.seen.length, 1);
    },
  },
  {
    name: 'trafficserver background_fill.test.py: the only client leaves, the object comes in all the same',
    async plays(scene) {
      const bytes = severalSlices(4);
      scene.has(bytes);
      await scene.ask({}, { leaveAfterBytes: SLICE_BYTES / 4 });
      const rest = await scene.ask({}, { expected: bytes });
      assert.deepEqual([rest.ending, rest.isRight, rest.bodyBytes], ['complete', true, bytes.length]);
      assert.equal(scene.seen.length, 1);
    },
  },
  {
    name: 'trafficserver client_abort_before_response.test.py: who asked first leaves before the head, the next has its answer',
    async plays(scene) {
      const { promise: left, resolve: leave } = Promise.withResolvers<void>();
      scene.origin(async (request, reply) => {
        await left;
        await freshAnswer('late')(request, reply);
      });
      const first = scene.ask({}, { leaveAfterMs: 50 });
      await waitUntil('the origin was asked', () => scene.seen.length === 1, PATIENCE_MS);
      await first;
      const second = scene.ask();
      await Bun.sleep(50);
      leave();
      assert.equal((await second).body.toString(), 'late');
      assert.equal(scene.seen.length, 1);
    },
  },
  {
    name: 'trafficserver cache-write-lock-contention.test.py, an answer that may not be kept: nobody gets that of another',
    async plays(scene) {
      scene.origin(async (_, reply) => {
        const number = scene.seen.length;
        await Bun.sleep(100);
        await reply.send(200, { 'Cache-Control': 'private' }, `for ${number} alone`);
      });
      const bodies = (await scene.askTogether(5)).map(({ body }) => body.toString());
      assert.equal(new Set(bodies).size, 5);
      assert.equal(scene.seen.length, 5);
    },
  },
  {
    name: 'trafficserver cache-read-retry-mode.test.py, a fetch that fails: all who waited are told so, and the next asks anew',
    async plays(scene) {
      scene.origin(async (request, reply) => {
        await Bun.sleep(100);
        await hangUp(request, reply);
      });
      for (const { status } of await scene.askTogether(5)) assert.equal(status, 502);
      scene.has('back');
      await waitUntil('the origin is asked again', async () => (await scene.ask()).status === 200, PATIENCE_MS);
      assert.equal(await scene.told(), '200 hit back');
    },
  },
];
