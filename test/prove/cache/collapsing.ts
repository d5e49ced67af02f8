import type { DeviceAnswer } from '../../harness/device.ts';
import { rangeOf, type OriginObject } from '../../harness/origin-object.ts';
import type { SeenRequest } from '../../harness/scripted-origin.ts';
import { madeBytes } from '../../harness/made-bytes.ts';
import { randomInteger, seededRandom } from '../../harness/random.ts';
import type { Check, CheckRun, Finding } from '../check.ts';
import { Stage } from './stage.ts';

const SLICE_BYTES = 1_048_576;
const DEVICES = { full: 1_000, short: 200 };
const TARGET = '/object';
/** How long the origin keeps its head back, so that all devices are there before the first byte. */
const HEAD_AFTER_MS = 1_000;
const ONE_IN = 10;
/** Whoever wants a slice further ahead than that is not made to wait for those before it: it gets a request of its own. */
const REACH_SLICES = 8;

export const oneSliceOnce: Check = {
  name: 'devices that all ask first for one slice cost the origin one request',
  limit: '1 request, every byte right',
  atLeast: { full: DEVICES.full, short: DEVICES.short },
  run: (run) => crowd(run, { slices: 1, leaver: 'none' }),
};

export const oneObjectOnce: Check = {
  name: 'devices that all ask first for one object, some for parts of it, cost the origin each slice once',
  limit: '1 request a slice, every byte right',
  atLeast: { full: DEVICES.full, short: DEVICES.short },
  run: (run) => crowd(run, { slices: REACH_SLICES, leaver: 'none' }),
};

export const leaverCostsNothing: Check = {
  name: 'the first of many devices hangs up in the middle, and the origin is asked for each slice once',
  limit: '1 request a slice, every byte right',
  atLeast: { full: DEVICES.full, short: DEVICES.short },
  run: (run) => crowd(run, { slices: 4, leaver: 'first' }),
};

interface Crowd {
  readonly slices: number;
  readonly leaver: 'first' | 'none';
}

async function crowd({ form, seed }: CheckRun, { slices, leaver }: Crowd): Promise<Finding> {
  await using stage = await Stage.start();
  const bytes = madeBytes(slices * SLICE_BYTES, seed);
  const object: OriginObject = { bytes, etag: '"1"', headers: { 'Cache-Control': 'max-age=3600' } };
  stage.objects.set(TARGET, object);
  const plain = stage.origin.script;
  stage.origin.script = async (request, reply) => {
    await Bun.sleep(HEAD_AFTER_MS);
    await plain(request, reply);
  };
  const random = seededRandom(seed);
  const first = leaver === 'first' ? stage.ask(TARGET, { leaveAfterBytes: SLICE_BYTES / 2 }) : undefined;
  const answers = await Promise.all(
    Array.from({ length: DEVICES[form] }, (_, index) => askForSome(stage, bytes, index % ONE_IN === 0 ? null : random)),
  );
  await first;
  const wrong = answers.filter((answer) => !answer.isRight || answer.ending !== 'complete').map(describe);
  const costs = requestsPerSlice(stage.origin.seen, object);
  for (const [slice, count] of costs.entries()) if (count !== 1) wrong.push(`slice ${slice}: ${count} requests`);
  const sentBytes = stage.origin.seen.reduce((sum, request) => sum + request.sentBytes, 0);
  if (sentBytes > bytes.length) wrong.push(`the origin sent ${sentBytes} bytes of ${bytes.length}`);
  const requests = stage.origin.seen.length;
  return {
    figure: `${requests} origin requests for ${slices} slices and ${answers.length} devices; at most ${Math.max(...costs)} a slice`,
    tried: answers.length,
    ok: wrong.length === 0,
    wrong,
  };
}

/** All of the object, or with `random` up to 64 KiB of it. */
async function askForSome(stage: Stage, bytes: Buffer, random: (() => number) | null): Promise<DeviceAnswer> {
  if (random === null) return stage.ask(TARGET, { expected: bytes });
  const first = randomInteger(random, bytes.length);
  const end = Math.min(bytes.length, first + 1 + randomInteger(random, 65_536));
  const headers = { Range: `bytes=${first}-${end - 1}` };
  return stage.ask(TARGET, { headers, expected: bytes.subarray(first, end) });
}

/** How many of the requests ask for each slice, or a part of it. */
export function requestsPerSlice(seen: readonly SeenRequest[], object: OriginObject): readonly number[] {
  const counts = Array.from({ length: Math.ceil(object.bytes.length / SLICE_BYTES) }, () => 0);
  for (const request of seen) {
    const [first, last] = rangeOf(request, object) ?? [0, object.bytes.length - 1];
    for (let slice = Math.floor(first / SLICE_BYTES); slice <= Math.floor(last / SLICE_BYTES); slice++) {
      counts[slice] = (counts[slice] ?? 0) + 1;
    }
  }
  return counts;
}

function describe({ status, bodyBytes, ending, isRight }: DeviceAnswer): string {
  return `${status} with ${bodyBytes} bytes, ${ending}, ${isRight ? 'right' : 'wrong bytes'}`;
}
