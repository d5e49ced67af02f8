import assert from 'node:assert/strict';
import { cacheWordOf } from '../../../harness/device.ts';
import { rangeOf } from '../../../harness/origin-object.ts';
import type { ReplyHeaders } from '../../../harness/origin-reply.ts';
import { freshAnswer, severalSlices, SLICE_BYTES, type Scenario, type Scene } from './scene.ts';

const BYTES = severalSlices(3);
const LAST = BYTES.length - 1;

/** Asks for a range: the bytes must be right, and Cache-Status must say the word. */
async function part(scene: Scene, range: string, [first, end]: readonly [number, number], word: string): Promise<void> {
  const answer = await scene.ask({ Range: `bytes=${range}` }, { expected: BYTES.subarray(first, end) });
  const said = answer.headers.get('content-range');
  const facts = [answer.status, answer.isRight, answer.bodyBytes, said, cacheWordOf(answer)];
  assert.deepEqual(facts, [206, true, end - first, `bytes ${first}-${end - 1}/${BYTES.length}`, word]);
}

function sliced(name: string, plays: Scenario['plays']): Scenario {
  return {
    name,
    async plays(scene) {
      scene.has(BYTES);
      await plays(scene);
    },
  };
}

export const RANGE_SCENARIOS: readonly Scenario[] = [
  sliced('nginx slice.t, no range: the whole, and from then on every part', async (scene) => {
    const whole = await scene.ask({}, { expected: BYTES });
    assert.deepEqual([whole.status, whole.isRight, whole.ending], [200, true, 'complete']);
    await part(scene, '5-9', [5, 10], 'hit');
    assert.equal(scene.seen.length, 1);
  }),
  sliced('nginx slice.t, single, next and slice next: a slice is a miss once', async (scene) => {
    await part(scene, '0-0', [0, 1], 'uri-miss');
    await part(scene, '0-0', [0, 1], 'hit');
    await part(scene, '1-1', [1, 2], 'hit');
    await part(scene, `${SLICE_BYTES}-${SLICE_BYTES}`, [SLICE_BYTES, SLICE_BYTES + 1], 'partial');
    await part(scene, `${SLICE_BYTES}-${SLICE_BYTES}`, [SLICE_BYTES, SLICE_BYTES + 1], 'hit');
    assert.equal(scene.seen.length, 2);
  }),
  sliced('nginx slice.t, before median: what lies before what is stored is fetched too', async (scene) => {
    await part(scene, `${SLICE_BYTES}-${SLICE_BYTES}`, [SLICE_BYTES, SLICE_BYTES + 1], 'uri-miss');
    await part(scene, '0-0', [0, 1], 'partial');
  }),
  sliced('nginx slice.t, a range over several slices: each of them is stored', async (scene) => {
    await part(scene, `${SLICE_BYTES - 1}-${SLICE_BYTES}`, [SLICE_BYTES - 1, SLICE_BYTES + 1], 'uri-miss');
    await part(scene, '0-0', [0, 1], 'hit');
    await part(scene, `${2 * SLICE_BYTES - 1}-${2 * SLICE_BYTES - 1}`, [2 * SLICE_BYTES - 1, 2 * SLICE_BYTES], 'hit');
    assert.equal(scene.seen.length, 1);
  }),
  sliced('nginx slice.t, first bytes: an open range to the end', async (scene) => {
    await part(scene, `${SLICE_BYTES + 2}-`, [SLICE_BYTES + 2, BYTES.length], 'uri-miss');
    await part(scene, `${LAST}-`, [LAST, BYTES.length], 'hit');
  }),
  sliced('nginx slice.t, last bytes: a suffix of an object that nobody knows yet', async (scene) => {
    const answer = await scene.ask({ Range: 'bytes=-10' }, { expected: BYTES.subarray(-10) });
    assert.deepEqual([answer.status, answer.isRight, answer.bodyBytes], [206, true, 10]);
  }),
  sliced('nginx slice.t, many: several ranges come as parts', async (scene) => {
    const answer = await scene.ask({ Range: `bytes=3-3,${SLICE_BYTES}-${SLICE_BYTES}` });
    assert.equal(answer.status, 206);
    assert.match(answer.headers.get('content-type') ?? '', /^multipart\/byteranges/);
    const text = answer.body.toString('latin1');
    for (const at of [3, SLICE_BYTES]) {
      const byte = BYTES.toString('latin1', at, at + 1);
      assert.ok(text.includes(`Content-Range: bytes ${at}-${at}/${BYTES.length}\r\n\r\n${byte}\r\n`));
    }
  }),
  sliced('nginx slice.t, inm and im: conditions are answered from what is stored', async (scene) => {
    await part(scene, '0-0', [0, 1], 'uri-miss');
    const statusOf = async (name: string, value: string): Promise<number> =>
      (await scene.ask({ [name]: value }, { expected: BYTES })).status;
    assert.deepEqual([await statusOf('If-None-Match', '"1"'), await statusOf('If-None-Match', '"bad"')], [304, 200]);
    assert.deepEqual([await statusOf('If-Match', '"1"'), await statusOf('If-Match', '"bad"')], [200, 412]);
  }),
  sliced('nginx slice.t, if-range and if-range bad: the part, or the whole', async (scene) => {
    const good = await scene.ask({ Range: 'bytes=3-4', 'If-Range': '"1"' }, { expected: BYTES.subarray(3, 5) });
    const bad = await scene.ask({ Range: 'bytes=3-4', 'If-Range': '"bad"' }, { expected: BYTES });
    assert.deepEqual([good.status, good.isRight, bad.status, bad.isRight], [206, true, 200, true]);
    assert.equal(bad.bodyBytes, BYTES.length);
  }),
  sliced('nginx slice.t, if-range skip slice: the first slice need not be known', async (scene) => {
    const [first, end] = [2 * SLICE_BYTES, 2 * SLICE_BYTES + 2];
    const headers = { Range: `bytes=${first}-${end - 1}`, 'If-Range': '"1"' };
    for (let time = 0; time < 2; time++) {
      const answer = await scene.ask(headers, { expected: BYTES.subarray(first, end) });
      assert.deepEqual([answer.status, answer.isRight, answer.bodyBytes], [206, true, 2]);
    }
    await part(scene, `${SLICE_BYTES}-${SLICE_BYTES}`, [SLICE_BYTES, SLICE_BYTES + 1], 'partial');
  }),
  sliced('varnish c00034, range headers: parts, and 416 behind the end', async (scene) => {
    await part(scene, '0-49', [0, 50], 'uri-miss');
    await part(scene, '0-0', [0, 1], 'hit');
    const past = await scene.ask({ Range: `bytes=${BYTES.length}-` });
    assert.deepEqual([past.status, past.headers.get('content-range')], [416, `bytes */${BYTES.length}`]);
    assert.equal((await scene.ask({ Range: 'bytes=-0' })).status, 416);
  }),
  sliced(
    'trafficserver cache-range-response.test.py: 416 from what is stored, and the store none the worse',
    async (scene) => {
      await scene.ask({}, { expected: BYTES });
      assert.equal((await scene.ask({ Range: `bytes=${BYTES.length + 10}-` })).status, 416);
      await part(scene, `${LAST}-${LAST}`, [LAST, BYTES.length], 'hit');
      assert.equal(scene.seen.length, 1);
    },
  ),
  {
    name: 'nginx slice.t, bad etag: slices of two versions are never joined',
    async plays(scene) {
      const versions = [BYTES, severalSlices(4).subarray(0, BYTES.length)];
      scene.origin((request, reply) => {
        const version = versions[Math.min(scene.seen.length, 2) - 1] ?? BYTES;
        const etag = `"${scene.seen.length}"`;
        const [first, last] = rangeOf(request, { bytes: version, etag }) ?? [0, LAST];
        const contentRange = { 'Content-Range': `bytes ${first}-${last}/${version.length}` };
        const headers = { ETag: etag, 'Cache-Control': 'max-age=3600', ...contentRange };
        return reply.send(206, headers, version.subarray(first, last + 1));
      });
      await scene.ask({ Range: 'bytes=0-0' });
      const { status, body } = await scene.ask();
      const isOfOne = versions.some((version) => body.equals(version.subarray(0, body.length)));
      assert.ok(status !== 200 || isOfOne, 'the whole is of two versions');
    },
  },
  ...lies([
    ['bad status', { status: 206, headers: {}, body: 'fo' }],
    ['bad crange', { status: 206, headers: { 'Content-Range': 'bytes' }, body: 'fo' }],
    ['bad range1', { status: 206, headers: { 'Content-Range': 'bytes 0-2/100' }, body: 'fo' }],
    ['bad range2', { status: 206, headers: { 'Content-Range': 'bytes 1-2/100' }, body: 'fo' }],
  ]),
  {
    name: 'trafficserver cache-range-response.test.py, an origin without ranges: kept whole, and given in parts',
    async plays(scene) {
      scene.origin(freshAnswer('0123456789'));
      for (const word of ['uri-miss', 'hit']) assert.equal(await scene.told({ Range: 'bytes=3-4' }), `206 ${word} 34`);
      assert.equal(scene.seen.length, 1);
    },
  },
];

interface Lie {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly body: string;
}

function lies(told: readonly (readonly [name: string, lie: Lie])[]): readonly Scenario[] {
  return told.map(([name, { status, headers, body }]) => ({
    name: `nginx slice.t, ${name}: an answer that is not what was asked for is none`,
    async plays(scene) {
      scene.origin((_, reply) =>
        reply.send(status, { ETag: '"1"', 'Cache-Control': 'max-age=3600', ...headers }, body),
      );
      assert.equal((await scene.ask({ Range: 'bytes=0-1' })).status, 502);
      scene.has('0123456789');
      assert.equal(await scene.told({ Range: 'bytes=0-1' }), '206 uri-miss 01');
    },
  }));
}
