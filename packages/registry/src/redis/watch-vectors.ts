import { MAX_NODE_NUMBER, type HealthVector } from '@nearhop/contracts';
import { VECTOR } from './keys.ts';
import type { Link } from './link.ts';
import { garbage } from './redis-failure.ts';
import type { RedisStore } from './redis-store.ts';

const BLOCK_MS = 1_000;

type Entry = readonly [id: Buffer, fields: readonly Buffer[]];

/** The vector now and each newer one. Ends when `signal` aborts; throws RegistryUnavailableError when the link ends. */
export async function* watchVectors(store: RedisStore, signal: AbortSignal): AsyncGenerator<HealthVector, void> {
  if (signal.aborted) return;
  const link = await store.open();
  const end = () => link.close();
  signal.addEventListener('abort', end);
  try {
    let newest = 0;
    for (let vector = await readVector(link); ; vector = await nextVector(link, newest)) {
      if (isAborted(signal)) return;
      if (vector === undefined || vector.number <= newest) continue;
      newest = vector.number;
      yield vector;
      if (isAborted(signal)) return;
    }
  } catch (error) {
    if (!isAborted(signal)) throw store.explain(error);
  } finally {
    signal.removeEventListener('abort', end);
    link.close();
  }
}

/** Undefined when none was published yet. */
export async function readVector(link: Link): Promise<HealthVector | undefined> {
  const [entry] = (await link.callBytes('XREVRANGE', VECTOR, '+', '-', 'COUNT', 1)) as Entry[];
  return entry && vectorOf(entry);
}

/** Undefined when none came in time. */
async function nextVector(link: Link, after: number): Promise<HealthVector | undefined> {
  const answer = await link.callBytes('XREAD', 'BLOCK', BLOCK_MS, 'STREAMS', VECTOR, `${after}-0`);
  const [stream] = (answer ?? []) as [[name: Buffer, entries: Entry[]]?];
  const entry = stream?.[1].at(-1);
  return entry && vectorOf(entry);
}

function vectorOf([id, fields]: Entry): HealthVector {
  const number = Number(/^([1-9]\d{0,15})-0$/.exec(String(id))?.[1]);
  const entries = fields[1];
  const publishedAtMs = Number(fields[3]);
  const isGood =
    Number.isSafeInteger(number) &&
    String(fields[0]) === 'entries' &&
    String(fields[2]) === 'at' &&
    Number.isFinite(publishedAtMs);
  if (!isGood || entries === undefined || entries.length > MAX_NODE_NUMBER + 1) throw garbage('the health vector');
  return { number, entries: new Uint8Array(entries), publishedAtMs };
}

/** Asked anew after every await: the signal is the caller's. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
