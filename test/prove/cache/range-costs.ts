import { madeBytes } from '../../harness/made-bytes.ts';
import type { OriginObject } from '../../harness/origin-object.ts';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import type { Check, CheckRun, Finding } from '../check.ts';
import { requestsPerSlice } from './collapsing.ts';
import { Stage } from './stage.ts';

const SLICE_BYTES = 1_048_576;
const SLICES = 12;
const OBJECT_BYTES = SLICES * SLICE_BYTES;
const GENERATED = { full: 400, short: 60 };
const TOO_MANY = 1_000;
/** A part, no part, more than a head may hold. */
const ANSWERS = new Set([206, 416, 431]);

interface RangeCase {
  readonly header: string;
  /** The most slices that the origin may be asked for. */
  readonly slices: number;
}

export const rangesCostTheirSlices: Check = {
  name: 'ranges of any kind cost the origin the slices that they touch, each once',
  limit: 'never a slice more; a suffix of unknown length one',
  atLeast: { full: 400, short: 60 },
  run: costs,
};

async function costs({ form, seed }: CheckRun): Promise<Finding> {
  await using stage = await Stage.start();
  const object: OriginObject = {
    bytes: madeBytes(OBJECT_BYTES, seed),
    etag: '"1"',
    headers: { 'Cache-Control': 'max-age=3600' },
  };
  const cases = [...WRITTEN, ...generated(seededRandom(seed), GENERATED[form])];
  const wrong: string[] = [];
  let slices = 0;
  let allowed = 0;
  for (const [index, each] of cases.entries()) {
    const target = `/object-${index}`;
    stage.objects.set(target, object);
    const answer = await stage.ask(target, { headers: { Range: each.header } });
    const counts = requestsPerSlice(stage.origin.seenOf(target), object);
    const asked = counts.filter((count) => count > 0).length;
    const told = `Range: ${each.header.slice(0, 80)} (${answer.status})`;
    if (asked > each.slices) wrong.push(`${told}: ${asked} slices, may be ${each.slices}`);
    if (counts.some((count) => count > 1)) wrong.push(`${told}: a slice was asked for more than once`);
    if (answer.ending !== 'complete' || !ANSWERS.has(answer.status)) {
      wrong.push(`${told}: ${answer.ending}`);
    }
    slices += asked;
    allowed += each.slices;
  }
  const figure = `${slices} slices asked for by ${cases.length} kinds of ranges, ${allowed} allowed`;
  return { figure, tried: cases.length, ok: wrong.length === 0, wrong };
}

const HUGE = '99999999999999';
const LAST = OBJECT_BYTES - 1;

const WRITTEN: readonly RangeCase[] = [
  { header: 'bytes=0-0', slices: 1 },
  { header: `bytes=${LAST}-${LAST}`, slices: 1 },
  { header: `bytes=${SLICE_BYTES - 1}-${SLICE_BYTES - 1}`, slices: 1 },
  { header: `bytes=${SLICE_BYTES}-${SLICE_BYTES}`, slices: 1 },
  { header: `bytes=${SLICE_BYTES - 1}-${SLICE_BYTES}`, slices: 2 },
  { header: 'bytes=-1', slices: 2 },
  { header: `bytes=${LAST}-`, slices: 1 },
  { header: `bytes=${LAST}-${HUGE}`, slices: 1 },
  { header: `bytes=${HUGE}-`, slices: 1 },
  { header: `bytes=${HUGE}-${HUGE}9`, slices: 1 },
  { header: `bytes=${Array.from({ length: TOO_MANY }, () => '0-0').join()}`, slices: 1 },
  { header: `bytes=${Array.from({ length: TOO_MANY }, (_, index) => `${index * 2}-${index * 2}`).join()}`, slices: 1 },
  { header: `bytes=${Array.from({ length: 400 }, (_, index) => `${index}-${OBJECT_BYTES}`).join()}`, slices: 1 },
  { header: 'bytes=5-6,5-6,5-6,5-6,5-6,5-6', slices: 1 },
  { header: 'bytes=10-20,5-15,0-10', slices: 1 },
  { header: `bytes=${LAST}-${LAST},0-0`, slices: 2 },
];

/** One to six ranges, near the edges of slices more often than not; overlapping and in any order. */
function generated(random: () => number, count: number): readonly RangeCase[] {
  const place = (): number => {
    const edge = randomInteger(random, SLICES) * SLICE_BYTES;
    return random() < 0.5 ? randomInteger(random, OBJECT_BYTES) : Math.max(0, edge + randomInteger(random, 5) - 2);
  };
  return Array.from({ length: count }, () => {
    const ranges = Array.from({ length: 1 + randomInteger(random, 6) }, () => {
      const first = place();
      return { first, last: Math.min(LAST, first + randomInteger(random, random() < 0.8 ? 4_000 : SLICE_BYTES)) };
    });
    const touched = new Set(ranges.flatMap(({ first, last }) => slicesBetween(first, last)));
    return { header: `bytes=${ranges.map(({ first, last }) => `${first}-${last}`).join()}`, slices: touched.size };
  });
}

function slicesBetween(first: number, last: number): readonly number[] {
  const begin = Math.floor(first / SLICE_BYTES);
  return Array.from({ length: Math.floor(last / SLICE_BYTES) - begin + 1 }, (_, index) => begin + index);
}
