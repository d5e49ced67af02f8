import { SQLiteError } from 'bun:sqlite';
import type { FromDrive, HeadMessage } from '../wire/from-drive.ts';
import { comesWhole } from '../version.ts';
import { FillBoard } from '../wire/fill-board.ts';
import type { FetchMessage, Verdict } from '../wire/to-drive.ts';
import type { ObjectRecord } from '../wire/records.ts';
import type { OpenSource, Source } from '../source.ts';
import { sliceAt, sliceCeiling } from '../slices.ts';
import type { Drive } from './drive.ts';
import { BodyReader } from './body-reader.ts';
import { failureOf, FillFault } from './fill-fault.ts';
import type { MemorySlices } from './memory-slices.ts';
import { MemoryTurns } from './memory-turns.ts';
import { SliceSink } from './slice-sink.ts';

export interface FillDependencies {
  readonly openSource: OpenSource;
  readonly memory: MemorySlices;
  readonly tell: (message: FromDrive) => void;
  /** Null while there is none: nothing is stored. */
  readonly drive: () => Drive | null;
  readonly trouble: (error: unknown) => void;
  /** What went wrong though the source did nothing wrong. */
  readonly fault: (error: unknown) => void;
}

const MOST_UNKNOWN_BYTES = 2 ** 30;
/** Of the drive. */
const MOST_UNKNOWN_SHARE = 8;

type Storing = Extract<Verdict, { kind: 'store' }>;

/** One fetch from the origin, from its request to its last byte. */
export class FillRun {
  readonly #order: FetchMessage;
  readonly #dependencies: FillDependencies;
  readonly #abort = new AbortController();
  readonly #turns: MemoryTurns;
  readonly #board: FillBoard;
  #verdict: ((verdict: Verdict) => void) | null = null;
  #sink: SliceSink | null = null;
  #stored: { readonly drive: Drive; readonly verdict: Storing } | null = null;
  /** Where it ends at the latest. */
  #limit: number;
  #lengthBytes: number | null = null;
  /** A body without a known end may go on for ever. */
  #most = Number.POSITIVE_INFINITY;

  constructor(order: FetchMessage, dependencies: FillDependencies) {
    this.#order = order;
    this.#dependencies = dependencies;
    this.#limit = order.range.end ?? Number.POSITIVE_INFINITY;
    this.#turns = new MemoryTurns(dependencies.memory);
    this.#board = new FillBoard(order.board);
  }

  decided(verdict: Verdict): void {
    this.#verdict?.(verdict);
    this.#verdict = null;
  }

  limit(end: number): void {
    // A slice that is begun is ended.
    this.#limit = Math.max(end, sliceCeiling(this.#sink?.position ?? 0));
    if (this.#isOver()) this.#abort.abort();
  }

  need(slice: number): void {
    this.#turns.need(slice);
  }

  /** Ends it, for those who wait a failure. */
  end(code: string, message: string): void {
    const fault = new FillFault(code, message);
    this.#turns.end(fault);
    this.#abort.abort(fault);
  }

  /** Never rejects. */
  async run(): Promise<void> {
    let failure = null;
    try {
      await this.#fetch();
    } catch (error) {
      failure = this.#isOver() ? null : failureOf(this.#abort.signal.aborted ? this.#abort.signal.reason : error);
      if (error instanceof SQLiteError) this.#dependencies.fault(error);
    }
    this.#abort.abort();
    this.#leave(failure === null);
    this.#dependencies.tell({ kind: 'ended', fill: this.#order.fill, failure, lengthBytes: this.#lengthBytes });
  }

  async #fetch(): Promise<void> {
    try {
      await this.#attempt(1);
    } catch (error) {
      if (error instanceof SQLiteError || !this.#canGoOn()) throw error;
      if (this.#stored !== null) this.#stored.drive.tally.retriedFetches += 1;
      await this.#attempt(2);
    }
  }

  async #attempt(attempt: number): Promise<void> {
    const { request, range, fill } = this.#order;
    const { openSource, tell } = this.#dependencies;
    const { signal } = this.#abort;
    const start = this.#sink?.position ?? range.start;
    const end = this.#limit === Number.POSITIVE_INFINITY ? null : this.#limit;
    const report = (value: unknown) => tell({ kind: 'report', value });
    const askedAtMs = Date.now();
    const source = await untilAborted(openSource({ request, range: { start, end }, attempt, report }, signal), signal);
    const body = new BodyReader(source.body, signal);
    try {
      const verdict = await this.#ask(headOf(source, askedAtMs), attempt);
      if (verdict.kind === 'drop') {
        if (attempt > 1) throw new FillFault(verdict.code, verdict.message);
        return;
      }
      if (verdict.kind !== 'go-on') this.#begin(verdict, source);
      await this.#pour(source, body, fill);
    } finally {
      body.close();
    }
  }

  async #ask(head: HeadMessage, attempt: number): Promise<Verdict> {
    const answered = new Promise<Verdict>((resolve) => {
      this.#verdict = resolve;
    });
    this.#dependencies.tell({ kind: 'head', fill: this.#order.fill, attempt, head });
    return untilAborted(answered, this.#abort.signal);
  }

  #begin(verdict: Exclude<Verdict, { kind: 'drop' | 'go-on' }>, source: Source): void {
    const { fill } = this.#order;
    const { drive: driveNow, memory, tell, trouble } = this.#dependencies;
    const drive = driveNow();
    const object: ObjectRecord | null = verdict.kind === 'store' ? verdict.object : null;
    const lengthBytes = object === null ? null : object.version.lengthBytes;
    let from = source.start;
    if (verdict.kind === 'store' && drive !== null) {
      if (verdict.row === 'new') drive.addObject(verdict.object, verdict.replaces);
      drive.beginFilling(verdict.object.id);
      this.#stored = { drive, verdict };
      this.#limit = Math.min(this.#limit, verdict.end ?? Number.POSITIVE_INFINITY);
      if (verdict.row === 'new' && comesWhole(verdict.object.version)) this.#limit = Number.POSITIVE_INFINITY;
      this.#lengthBytes = lengthBytes;
      if (lengthBytes === null) this.#most = Math.min(MOST_UNKNOWN_BYTES, drive.sizeBytes / MOST_UNKNOWN_SHARE);
    } else this.#limit = Number.POSITIVE_INFINITY;
    if (verdict.kind === 'store') from = verdict.from;
    this.#turns.begin(sliceAt(from), source.end === null ? 'long' : 'short');
    const stored = this.#stored === null || object === null ? null : { drive: this.#stored.drive, object };
    const turn = (slice: number) => this.#turns.turn(slice);
    this.#sink = new SliceSink(
      { fill, board: this.#board, stored, from, lengthBytes },
      { memory, tell, trouble, turn },
    );
  }

  /** Reads the body to where it ends, or to where no more is wanted. */
  async #pour(source: Source, body: BodyReader, fill: number): Promise<void> {
    const sink = this.#sink;
    if (sink === null) throw new Error(`Cannot fill ${fill}: it has no place`);
    if (source.start > sink.position) {
      throw new FillFault('RANGE_NOT_AS_ASKED', `The body begins at ${source.start}, after ${sink.position}`);
    }
    let at = source.start;
    while (sink.position < this.#limit) {
      const chunk = await body.next();
      if (chunk === null) return this.#endOfBody(source, sink, at);
      const begin = at;
      at += chunk.length;
      this.#countFetched(chunk.length);
      if (source.end !== null && at > source.end) {
        throw new FillFault('BODY_LONG', `The body goes on after byte ${source.end}, where it should end`);
      }
      const skip = Math.max(0, sink.position - begin);
      if (at > this.#most) throw new FillFault('TOO_LONG', 'The body has no known end, and is too long to be kept');
      const wanted = chunk.subarray(skip, Math.max(skip, this.#limit - begin));
      if (wanted.length > 0) await sink.write(wanted);
    }
    sink.finish();
  }

  #endOfBody(source: Source, sink: SliceSink, at: number): void {
    const wanted = source.end ?? this.#stored?.verdict.object.version.lengthBytes ?? at;
    if (at < wanted || sink.position > at) {
      throw new FillFault('BODY_SHORT', `The body ends at byte ${at}, before ${wanted}`);
    }
    const length = this.#stored?.verdict.object.version.lengthBytes ?? source.lengthBytes;
    if (length === null || sink.position === length) sink.finish();
    else if (this.#stored !== null && sink.position < Math.min(this.#limit, length)) {
      throw new FillFault('BODY_SHORT', `The body ends at byte ${at}, less was answered than was asked for`);
    }
    this.#lengthBytes = length ?? sink.position;
  }

  /** Whether what was wanted is there: an end that we made is no failure. */
  #isOver(): boolean {
    return this.#sink !== null && this.#sink.position >= this.#limit;
  }

  #canGoOn(): boolean {
    if (this.#abort.signal.aborted || this.#sink === null || this.#stored === null) return false;
    const { version } = this.#stored.verdict.object;
    return !comesWhole(version);
  }

  #countFetched(bytes: number): void {
    if (this.#stored !== null) this.#stored.drive.tally.fetchedBytes += bytes;
  }

  /** Files and rows are left in order; what a drive does that fails now is its own affair. */
  #leave(isWell: boolean): void {
    if (this.#stored?.drive.isAbandoned === true) return;
    try {
      this.#sink?.close();
      if (this.#stored !== null) this.#leaveObject(this.#stored.drive, this.#stored.verdict, isWell);
    } catch (error) {
      this.#dependencies.fault(error);
    }
  }

  #leaveObject(drive: Drive, { object, row }: Storing, isWell: boolean): void {
    const length = this.#lengthBytes;
    const isAll = isWell && this.#sink?.isStored === true && length !== null && this.#sink.position >= length;
    if (row === 'new' && drive.has(object.id)) {
      if (isAll && (comesWhole(object.version) || length === 0)) drive.completeObject(object, length);
      else if (comesWhole(object.version)) drive.forget(object.id);
    }
    drive.endFilling(object.id);
  }
}

function headOf({ head, start, end, lengthBytes }: Source, askedAtMs: number): HeadMessage {
  return { head, start, end, lengthBytes, askedAtMs, receivedAtMs: Date.now() };
}

/** What the promise gives, unless the signal comes first. */
function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(signal.reason as Error);
    if (signal.aborted) return aborted();
    signal.addEventListener('abort', aborted, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}
