import type { FetchFailure } from '../failure.ts';
import { SLICE_BYTES, sliceEnd, WINDOW_BYTES, WINDOW_SLICES, windowOf } from '../slices.ts';
import type { StoredPart } from '../stored-object.ts';
import { Bell } from './bell.ts';
import type { Fill } from './fill.ts';
import type { HeldFile, HotExtent } from './hot-extent.ts';
import type { SliceFinder } from './slice-finder.ts';
import type { SliceReading } from './slice-reading.ts';

/** What was evicted or damaged just when it was wanted is looked for again, so often. */
const LOOKS = 4;

type State =
  | { readonly kind: 'new' | 'waiting' | 'failed' }
  | { readonly kind: 'stored'; readonly extent: HotExtent }
  | { readonly kind: 'following'; readonly fill: Fill };

/** A slice, or a part of one, as one reader gets it: from its file when it is verified, else behind the fill that brings it. */
export class SlicePart implements StoredPart {
  readonly offset: number;
  readonly end: number;
  readonly #slice: number;
  readonly #reading: SliceReading;
  readonly #finder: SliceFinder;
  #state: State = { kind: 'new' };
  #held: HeldFile | null = null;
  /** How far what is held can be sent. */
  #safe: number;
  #looks = 0;
  /** Rung when a wait for the drive is over. */
  #bell: Bell | null = null;

  constructor(reading: SliceReading, finder: SliceFinder, slice: number, start: number, end: number) {
    const base = windowOf(slice) * WINDOW_BYTES;
    this.#reading = reading;
    this.#finder = finder;
    this.#slice = slice;
    this.offset = start - base;
    this.end = Math.min(end, (slice + 1) * SLICE_BYTES) - base;
    this.#safe = this.offset;
  }

  get descriptor(): number {
    return this.#held?.descriptor ?? -1;
  }

  available(): number | 'failed' {
    if (this.#state.kind === 'new') this.#begin();
    if (this.#state.kind === 'following') this.#look(this.#state.fill);
    return this.#state.kind === 'failed' ? 'failed' : this.#safe;
  }

  onAdvance(callback: () => void): () => void {
    const before = this.available();
    const takeBack =
      this.#state.kind === 'following' ? this.#state.fill.wait(callback) : (this.#bell ??= new Bell()).wait(callback);
    // What came between the look and the wait would be told to nobody.
    const isLate = this.#state.kind === 'failed' || this.available() !== before || this.#isAllThere;
    if (isLate || this.#state.kind === 'new') {
      takeBack();
      let isWanted = true;
      queueMicrotask(() => isWanted && callback());
      return () => {
        isWanted = false;
      };
    }
    return takeBack;
  }

  readonly load = async (): Promise<void> => {
    const { extent } = this.#stored;
    // A slice that is still coming was written a moment ago; one in memory is there.
    if (extent === null) return;
    if (await extent.object.drive.files.verify(extent, this.#slice, this.#sliceBytes)) return;
    this.#fail({ code: 'DRIVE_FAILED', message: 'The slice could not be read as it was written' });
    throw new Error('Cannot load a slice: it is not what was written');
  };

  /** The reader is past it, or gone. */
  leave(): void {
    if (this.#state.kind === 'following') this.#state.fill.leave(this);
    this.#hold(null);
    this.#state = { kind: 'failed' };
  }

  get #isAllThere(): boolean {
    return this.#safe === this.end;
  }

  get #stored(): { readonly extent: HotExtent | null } {
    return { extent: this.#state.kind === 'stored' ? this.#state.extent : null };
  }

  get #sliceBytes(): number {
    return sliceEnd(this.#slice, this.#finder.lengthBytes) - this.#slice * SLICE_BYTES;
  }

  #begin(): void {
    if (this.#reading.isClosed) return this.#fail({ code: 'ABANDONED', message: 'The reading was closed' });
    this.#resolve();
    // After it follows what it must: a fill that nobody follows, be it for a moment, may end.
    this.#reading.enter(this);
  }

  #resolve(): void {
    this.#looks += 1;
    if (this.#looks > LOOKS) return this.#fail({ code: 'DRIVE_FAILED', message: 'The slice was lost again and again' });
    const finding = this.#finder.find(this.#slice);
    if (finding.kind === 'failed') return this.#fail(finding.failure);
    if (finding.kind === 'coming') return this.#follow(finding.fill);
    const { extent } = finding;
    extent.object.drive.files.used(extent);
    if (extent.descriptor >= 0) {
      if (extent.look() === 'deleted') {
        extent.object.drive.files.lost(extent);
        return this.#resolve();
      }
      if (extent.verified.has(this.#slice % WINDOW_SLICES)) return this.#serve(extent);
    }
    this.#prepare(extent);
  }

  /** Opens and verifies it, which may take the drive's time. */
  #prepare(extent: HotExtent): void {
    this.#state = { kind: 'waiting' };
    extent.take();
    void this.#isAsWritten(extent).then(
      (isGood) => this.#prepared(extent, isGood ? 'good' : 'lost'),
      (error: unknown) => this.#prepared(extent, error instanceof Error ? error : new Error(String(error))),
    );
  }

  async #isAsWritten(extent: HotExtent): Promise<boolean> {
    const { files } = extent.object.drive;
    if (!(await files.open(extent))) return false;
    return extent.verified.has(this.#slice % WINDOW_SLICES) || files.verify(extent, this.#slice, this.#sliceBytes);
  }

  #prepared(extent: HotExtent, outcome: 'good' | 'lost' | Error): void {
    // Else the reader has left.
    if (this.#state.kind === 'waiting') {
      if (outcome === 'good') this.#serve(extent);
      else if (outcome === 'lost') this.#resolve();
      else this.#fail({ code: 'DRIVE_FAILED', message: outcome.message });
    }
    extent.release();
    this.#bell?.ring();
  }

  #serve(extent: HotExtent): void {
    this.#hold(extent);
    this.#state = { kind: 'stored', extent };
    this.#safe = this.end;
  }

  #follow(fill: Fill): void {
    this.#state = { kind: 'following', fill };
    fill.follow(this, this.#slice);
  }

  #look(fill: Fill): void {
    if (!this.#finder.brings(fill)) {
      return this.#fail(fill.failure ?? { code: 'VERSION_CHANGED', message: 'The origin has another version by now' });
    }
    const isOver = fill.isOver;
    const base = windowOf(this.#slice) * WINDOW_BYTES;
    const reached = Math.min(this.end, fill.position - base);
    if (reached > this.#safe) {
      const file = fill.fileOf(this.#slice);
      if (file === 'not-told') return;
      if (file === null) return this.#again(fill);
      this.#hold(file);
      this.#safe = reached;
    }
    if (!isOver || this.#isAllThere) return;
    if (fill.failure !== null || this.#safe > this.offset) {
      return this.#fail(fill.failure ?? { code: 'BODY_SHORT', message: 'The slice was not fetched to its end' });
    }
    this.#again(fill);
  }

  /** What came is found in the object by now, or was not fetched by this fill after all. */
  #again(fill: Fill): void {
    fill.leave(this);
    this.#state = { kind: 'new' };
    this.#resolve();
  }

  #hold(file: HeldFile | null): void {
    if (file === this.#held) return;
    file?.take();
    this.#held?.release();
    this.#held = file;
  }

  #fail(failure: FetchFailure): void {
    if (this.#state.kind === 'following') this.#state.fill.leave(this);
    this.#reading.fail(failure);
    this.#state = { kind: 'failed' };
  }
}
