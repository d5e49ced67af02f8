import type { OpenSource, Source, SourceFetch } from '../source.ts';
import { madeBytes } from './made-bytes.ts';

/** What a test asks of the made-up origin. */
export interface MadeRequest {
  readonly seed: number;
  readonly lengthBytes: number;
  /** Says no length, and has no ranges. */
  readonly isChunked?: boolean;
  readonly hasNoRanges?: boolean;
  /** The body of the first attempt breaks off, or stays away, at this byte of the object. */
  readonly breaksAt?: number;
  readonly stallsAt?: number;
  /** The second attempt's, too. */
  readonly breaksAlways?: boolean;
  /** No answer at all. */
  readonly refuses?: boolean;
  /** Says the length, but gives less. */
  readonly liesBytes?: number;
  readonly chunkBytes?: number;
  /** Between chunks. */
  readonly pauseMs?: number;
  /** The Worker does nothing else for so long, as when its drive answers nothing. */
  readonly blocksMs?: number;
  /** The second attempt finds another version. */
  readonly laterSeed?: number;
}

export interface MadeHead {
  readonly seed: number;
  readonly status: number;
}

/** An origin without a network: everything about an object follows from the request. */
export const openMadeSource: OpenSource = async (
  { request, range, attempt, report }: SourceFetch,
  signal,
): Promise<Source> => {
  const made = request as MadeRequest;
  report({ seed: made.seed, start: range.start, end: range.end, attempt });
  if (made.blocksMs !== undefined) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, made.blocksMs);
  if (made.refuses === true) throw Object.assign(new Error('refused'), { code: 'ORIGIN_REFUSED' });
  const seed = attempt > 1 ? (made.laterSeed ?? made.seed) : made.seed;
  const isWhole = made.hasNoRanges === true || made.isChunked === true;
  const start = isWhole ? 0 : range.start;
  const end = isWhole ? made.lengthBytes : Math.min(range.end ?? made.lengthBytes, made.lengthBytes);
  const head: MadeHead = { seed, status: isWhole ? 200 : 206 };
  const isChunked = made.isChunked === true;
  return {
    head,
    start,
    end: isChunked ? null : end,
    lengthBytes: isChunked ? null : made.lengthBytes,
    body: bodyOf(made, seed, { start, end: end - (made.liesBytes ?? 0), attempt }, signal),
  };
};

async function* bodyOf(
  made: MadeRequest,
  seed: number,
  { start, end, attempt }: { readonly start: number; readonly end: number; readonly attempt: number },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const isBroken = attempt === 1 || made.breaksAlways === true;
  const chunkBytes = made.chunkBytes ?? 65_536;
  for (let at = start; at < end;) {
    const next = Math.min(end, at + chunkBytes);
    if (isBroken && made.stallsAt !== undefined && next > made.stallsAt) await aborted(signal);
    if (isBroken && made.breaksAt !== undefined && next > made.breaksAt) {
      if (made.breaksAt > at) yield madeBytes(seed, at, made.breaksAt);
      throw Object.assign(new Error('broke off'), { code: 'ORIGIN_BROKE' });
    }
    if (made.pauseMs !== undefined) await Bun.sleep(made.pauseMs);
    yield madeBytes(seed, at, next);
    at = next;
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  await new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
