import type { SourceHead } from '../decision.ts';
import type { FetchFailure } from '../failure.ts';
import { SLICE_BYTES, sliceAt, sliceCeiling } from '../slices.ts';
import type { Refill } from '../stored-object.ts';
import { comesWhole, isSameVersion, type Version } from '../version.ts';
import type { HeadMessage } from '../wire/from-drive.ts';
import type { Verdict } from '../wire/to-drive.ts';
import type { Fill } from './fill.ts';
import type { HotObject } from './hot-object.ts';

/** What becomes of an answer to a fetch of missing slices. Whoever waits for it is told when it brings something else. */
export async function refillVerdict(
  head: HeadMessage,
  attempt: number,
  { fill, object, refill }: { readonly fill: Fill; readonly object: HotObject; readonly refill: Refill },
): Promise<Verdict> {
  const decision = await refill.decide(head);
  if (fill.isOver) return dropped(fill.failure ?? NOT_WANTED);
  if (decision.kind === 'store' && isSameVersion(decision.version, object.versionNow)) {
    if (!object.isCurrent) return fail(fill, { code: 'OBJECT_GONE', message: 'The object was replaced or evicted' });
    object.setMetadata(decision.metadata);
    if (attempt > 1) return { kind: 'go-on' };
    return storeInto(object, fill, fill.start);
  }
  if (decision.kind === 'refresh') object.setMetadata(decision.metadata);
  if (decision.kind === 'pass' || decision.kind === 'drop' || decision.kind === 'refresh') {
    return fail(fill, {
      code: decision.kind === 'pass' ? 'PASSED' : 'DROPPED',
      message: 'The origin did not answer with the rest of the object',
    });
  }
  const changed: FetchFailure = { code: 'VERSION_CHANGED', message: 'The origin has another version by now' };
  if (attempt > 1 || !isStorable(decision.version, head, object.drive) || !object.isCurrent) {
    if (object.isCurrent) object.drive.objects.forget(object);
    return fail(fill, changed);
  }
  const { key, origin, target } = object;
  const next = object.drive.objects.create(key, origin, target, decision.version, decision.metadata);
  const verdict = storeNew(next, fill, head, object);
  fill.bell.ring();
  return verdict;
}

/** Whether an answer that begins there can be kept as that version: what comes whole from its start, and not at the cost of most others. */
export function isStorable(version: Version, head: SourceHead, drive: { readonly sizeBytes: number }): boolean {
  return !comesWhole(version) || (head.start === 0 && (version.lengthBytes ?? 0) <= drive.sizeBytes / 2);
}

/** The body is a new version's. */
export function storeNew(object: HotObject, fill: Fill, head: SourceHead, replaced: HotObject | null): Verdict {
  const from = comesWhole(object.version) ? 0 : sliceCeiling(head.start);
  const end = comesWhole(object.version) ? Number.POSITIVE_INFINITY : Math.max(from, wholeSlicesEnd(object, fill.end));
  claim(object, fill, from, end);
  const replaces = replaced?.isCurrent === true ? replaced.id : null;
  if (replaced !== null) object.drive.objects.retire(replaced);
  object.drive.objects.publish(object);
  return { kind: 'store', object: object.record, row: 'new', replaces, from, end: Number.isFinite(end) ? end : null };
}

/** What was asked for may have ended where another version ends: amid a slice of this one, which is then not fetched. */
function wholeSlicesEnd({ lengthBytes }: HotObject, end: number): number {
  if (lengthBytes !== null && end >= lengthBytes) return lengthBytes;
  return Number.isFinite(end) ? sliceAt(end) * SLICE_BYTES : end;
}

/** The body is of the version that is stored: what is missing of it, from the first on. Null when nothing is. */
export function storeMissing(object: HotObject, fill: Fill, head: SourceHead): Verdict | null {
  const bodyEnd = Math.min(head.end ?? Number.POSITIVE_INFINITY, object.lengthBytes ?? 0);
  let slice = sliceAt(sliceCeiling(head.start));
  while (slice * SLICE_BYTES < bodyEnd && isHad(object, slice)) slice += 1;
  if (slice * SLICE_BYTES >= bodyEnd) return null;
  let last = slice + 1;
  while (last * SLICE_BYTES < bodyEnd && !isHad(object, last)) last += 1;
  fill.end = last * SLICE_BYTES;
  return storeInto(object, fill, slice * SLICE_BYTES);
}

function storeInto(object: HotObject, fill: Fill, from: number): Verdict {
  const end = Math.min(fill.end, object.lengthBytes ?? Number.POSITIVE_INFINITY);
  claim(object, fill, from, end);
  return { kind: 'store', object: object.record, row: 'there', replaces: null, from, end };
}

function claim(object: HotObject, fill: Fill, from: number, end: number): void {
  fill.start = from;
  fill.end = end;
  fill.board.position = from;
  fill.mode = 'storing';
  object.drive.fills.attach(fill, object);
}

function isHad(object: HotObject, slice: number): boolean {
  return object.extentWith(slice) !== null || object.fillOf(slice) !== null;
}

const NOT_WANTED: FetchFailure = { code: 'ABANDONED', message: 'Nobody waits any more' };

function fail(fill: Fill, failure: FetchFailure): Verdict {
  fill.over(failure);
  return dropped(failure);
}

function dropped({ code, message }: FetchFailure): Verdict {
  return { kind: 'drop', code, message };
}
