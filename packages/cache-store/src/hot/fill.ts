import type { FetchFailure } from '../failure.ts';
import { SLICE_BYTES, sliceAt } from '../slices.ts';
import { FillBoard } from '../wire/fill-board.ts';
import type { ToDrive } from '../wire/to-drive.ts';
import { Bell } from './bell.ts';
import type { HeldFile } from './hot-extent.ts';
import type { HotObject } from './hot-object.ts';

/** Who follows a fill: it is told which slice it is at. */
export type Follower = object;

interface Segment {
  readonly slice: number;
  readonly file: HeldFile;
}

/** A fetch from the origin under way, as the main thread sees it, with everyone who waits for it. */
export class Fill {
  readonly id: number;
  readonly board = new FillBoard();
  readonly bell = new Bell();
  /** What it fills; null before the head is known, and for what is passed. */
  object: HotObject | null = null;
  /** Bytes `start` to `end` of the object; Infinity when the end is unknown. */
  start: number;
  end: number;
  /** `memory`: what comes is held for its followers only. */
  mode: 'asking' | 'storing' | 'memory' = 'asking';
  isOver = false;
  failure: FetchFailure | null = null;
  /** Nobody follows it any more. */
  left: () => void = () => undefined;
  readonly #post: (message: ToDrive) => void;
  readonly #followers = new Map<Follower, number>();
  #segments: Segment[] = [];
  #segmentsReceived = 0;
  #needed = 0;
  #isHeld = false;

  constructor(id: number, start: number, end: number, post: (message: ToDrive) => void) {
    this.id = id;
    this.start = start;
    this.end = end;
    this.board.position = start;
    this.#post = post;
  }

  get position(): number {
    return this.board.position;
  }

  get isFollowed(): boolean {
    return this.#followers.size > 0;
  }

  /** Whether the slice has come or will come from it, for whoever begins to follow it now. */
  covers(slice: number): boolean {
    if (this.isOver || slice * SLICE_BYTES >= this.end) return false;
    return slice >= (this.mode === 'memory' ? this.#needed : sliceAt(this.start));
  }

  follow(follower: Follower, slice: number): void {
    this.#followers.set(follower, slice);
    this.#tellNeed();
  }

  leave(follower: Follower): void {
    if (!this.#followers.delete(follower)) return;
    this.#tellNeed();
    if (this.#followers.size > 0) return;
    if (this.isOver) this.#letGo();
    else this.left();
  }

  /** The files stay though nobody follows yet; `letGo` ends that. */
  hold(): void {
    this.#isHeld = true;
  }

  letGo(): void {
    this.#isHeld = false;
    if (this.isOver && !this.isFollowed) this.#letGo();
  }

  /**
   * Where the bytes of a slice are that has begun to come: null while the message that says so is on its way, and when the
   * slice is past and was stored.
   */
  fileOf(slice: number): HeldFile | 'not-told' | null {
    if (this.board.segments !== this.#segmentsReceived) return 'not-told';
    return this.#segments.findLast((segment) => segment.slice <= slice)?.file ?? null;
  }

  /** Calls back once when there is something new. */
  wait(callback: () => void): () => void {
    const takeBack = this.bell.wait(callback);
    this.board.wait();
    return takeBack;
  }

  addSegment(slice: number, file: HeldFile, kind: 'stored' | 'memory'): void {
    this.#segmentsReceived += 1;
    file.take();
    // What is stored of those before is found in the object.
    if (kind === 'stored' || this.mode === 'storing') this.#dropSegments(() => true);
    this.#segments.push({ slice, file });
    if (kind === 'memory' && this.mode === 'storing') {
      this.mode = 'memory';
      this.#needed = slice;
      this.#tellNeed();
    }
    this.bell.ring();
  }

  over(failure: FetchFailure | null): void {
    if (this.isOver) return;
    this.isOver = true;
    this.failure = failure;
    this.bell.ring();
    if (!this.isFollowed && !this.#isHeld) this.#letGo();
  }

  /** In memory, what everybody is past is let go, and the fill goes on. */
  #tellNeed(): void {
    if (this.mode !== 'memory' || this.#followers.size === 0) return;
    const needed = Math.min(...this.#followers.values());
    if (needed <= this.#needed) return;
    this.#needed = needed;
    this.#dropSegments(({ slice }) => slice < needed);
    if (!this.isOver) this.#post({ kind: 'need', fill: this.id, slice: needed });
  }

  #dropSegments(isPast: (segment: Segment) => boolean): void {
    const past = this.#segments.filter(isPast);
    this.#segments = this.#segments.filter((segment) => !past.includes(segment));
    for (const { file } of past) file.release();
  }

  #letGo(): void {
    this.#dropSegments(() => true);
  }
}
