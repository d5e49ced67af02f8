import type { FetchFailure } from '../failure.ts';
import { SLICE_BYTES, sliceCeiling } from '../slices.ts';
import type { ReadRange } from '../stored-object.ts';
import { comesWhole } from '../version.ts';
import type { Fill } from './fill.ts';
import type { HotExtent } from './hot-extent.ts';
import type { HotObject } from './hot-object.ts';

/** Where the bytes of a slice are to be had. */
export type Finding =
  | { readonly kind: 'stored'; readonly extent: HotExtent }
  | { readonly kind: 'coming'; readonly fill: Fill }
  | { readonly kind: 'failed'; readonly failure: FetchFailure };

export interface SliceFinder {
  find(slice: number): Finding;
  /** Whether a fill that is followed still brings what it was followed for. */
  brings(fill: Fill): boolean;
  /** How much of the object there is; null: unknown. */
  readonly lengthBytes: number | null;
}

/** Who wants a slice that a fill reaches only after so many bytes gets one of its own. */
const REACH_BYTES = 8 * 1_048_576;

/** What one fetch asks for at most; who wants more asks again when that is there. */
const MOST_SLICES = 1_024;

/** Finds slices of an object: stored, coming, or else to be fetched, with those behind it that the reader wants and nobody has. */
export function findSlices(object: HotObject, { end, refill }: ReadRange): SliceFinder {
  return {
    get lengthBytes() {
      return object.lengthBytes;
    },
    brings: (fill) => fill.object === object,
    find(slice) {
      const extent = object.extentWith(slice);
      if (extent !== null) return { kind: 'stored', extent };
      const fill = object.fillOf(slice);
      if (fill !== null && isWithinReach(fill, slice, object)) return { kind: 'coming', fill };
      if (refill === null || !object.isCurrent) return { kind: 'failed', failure: GONE };
      if (object.drive.state === 'aside') return { kind: 'failed', failure: ASIDE };
      // The other fill ends where this one begins.
      if (fill !== null) object.drive.fills.limit(fill, slice * SLICE_BYTES);
      const range = { start: slice * SLICE_BYTES, end: endOfGap(object, slice, end) };
      return { kind: 'coming', fill: object.drive.refill(object, range, refill) };
    },
  };
}

const GONE: FetchFailure = { code: 'OBJECT_GONE', message: 'The object was replaced or evicted' };
const ASIDE: FetchFailure = { code: 'DRIVE_ASIDE', message: 'The drive of the object is set aside' };

function isWithinReach(fill: Fill, slice: number, object: HotObject): boolean {
  return comesWhole(object.version) || fill.mode === 'memory' || slice * SLICE_BYTES <= fill.position + REACH_BYTES;
}

function endOfGap(object: HotObject, first: number, wantedEnd: number): number {
  const end = Math.min(sliceCeiling(wantedEnd), (first + MOST_SLICES) * SLICE_BYTES);
  let slice = first + 1;
  while (slice * SLICE_BYTES < end && object.extentWith(slice) === null && object.fillOf(slice) === null) slice += 1;
  return Math.min(slice * SLICE_BYTES, object.lengthBytes ?? Number.POSITIVE_INFINITY);
}
