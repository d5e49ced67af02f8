import { SQLiteError } from 'bun:sqlite';
import type { FromDrive, HeadMessage } from '../wire/from-drive.ts';
import { FillBoard } from '../wire/fill-board.ts';
import type { FetchMessage, Verdict } from '../wire/to-drive.ts';
import type { OpenSource, Source } from '../source.ts';
import { sliceAt, sliceCeiling } from '../slices.ts';
import type { Drive } from './drive.ts';
import { BodyReader } from './body-reader.ts';
import { FilledObject } from './filled-object.ts';
import { failureOf, FillFault } from './fill-fault.ts';
import type { MemorySlices } from './memory-slices.ts';
import { MemoryTurns } from './memory-turns.ts';
import { SliceSink } from './slice-sink.ts';
import { untilAborted } from './until-aborted.ts';

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

/** One fetch from the origin, from its request to its last byte. */
export class FillRun {
  readonly #order: FetchMessage;
  readonly #dependencies: FillDependencies;
  readonly #abort = new AbortController();
  readonly #turns: MemoryTurns;
  readonly #board: FillBoard;
  #verdict: ((verdict: Verdict) => void) | null = null;
  #sink: SliceSink | null = null;
  #filled: FilledObject | null = null;
  /** Where it ends at the latest. */
  #limit: number;
  #lengthBytes: number | null = null;

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
      const canGoOn = this.#filled?.canBeResumed === true && !this.#abort.signal.aborted;
      if (error instanceof SQLiteError || !canGoOn) throw error;
      if (this.#filled !== null) this.#filled.drive.tally.retriedFetches += 1;
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

  #begin(verdict: Extract<Verdict, { kind: 'store' | 'memory' }>, source: Source): void {
    const { fill } = this.#order;
    const { drive: driveNow, memory, tell, trouble } = this.#dependencies;
    const drive = driveNow();
    const from = verdict.kind === 'store' ? verdict.from : source.start;
    // Without a drive what should be stored is passed: those who wait need not know.
    const filled = verdict.kind === 'store' && drive !== null ? new FilledObject(drive, verdict) : null;
    this.#filled = filled;
    if (filled === null || filled.mustBeWhole) this.#limit = Number.POSITIVE_INFINITY;
    else this.#limit = Math.min(this.#limit, filled.end);
    this.#lengthBytes = filled?.lengthBytes ?? null;
    this.#turns.begin(sliceAt(from), source.end === null ? 'long' : 'short');
    const stored = filled === null ? null : { drive: filled.drive, object: filled.verdict.object };
    const options = { fill, board: this.#board, stored, from, lengthBytes: this.#lengthBytes };
    const turn = (slice: number) => this.#turns.turn(slice);
    this.#sink = new SliceSink(options, { memory, tell, trouble, turn });
  }

  /** Reads the body to where it ends, or to where no more is wanted. */
  async #pour(source: Source, body: BodyReader, fill: number): Promise<void> {
    const sink = this.#sink;
    if (sink === null) throw new Error(`Cannot fill ${fill}: it has no place`);
    if (source.start > sink.position) {
      throw new FillFault('RANGE_NOT_AS_ASKED', `The body begins at ${source.start}, after ${sink.position}`);
    }
    const filled = this.#filled;
    const most = filled?.mostBytes ?? Number.POSITIVE_INFINITY;
    let at = source.start;
    while (sink.position < this.#limit) {
      const chunk = await body.next();
      if (chunk === null) return this.#endOfBody(source, sink, at);
      const begin = at;
      at += chunk.length;
      if (filled !== null) filled.drive.tally.fetchedBytes += chunk.length;
      if (source.end !== null && at > source.end) {
        throw new FillFault('BODY_LONG', `The body goes on after byte ${source.end}, where it should end`);
      }
      const skip = Math.max(0, sink.position - begin);
      if (at > most) throw new FillFault('TOO_LONG', 'The body has no known end, and is too long to be kept');
      const wanted = chunk.subarray(skip, Math.max(skip, this.#limit - begin));
      if (wanted.length > 0) await sink.write(wanted);
    }
    sink.finish();
  }

  #endOfBody(source: Source, sink: SliceSink, at: number): void {
    const wanted = source.end ?? this.#filled?.lengthBytes ?? at;
    if (at < wanted || sink.position > at) {
      throw new FillFault('BODY_SHORT', `The body ends at byte ${at}, before ${wanted}`);
    }
    const length = this.#filled?.lengthBytes ?? source.lengthBytes;
    if (length === null || sink.position === length) sink.finish();
    else if (this.#filled !== null && sink.position < Math.min(this.#limit, length)) {
      throw new FillFault('BODY_SHORT', `The body ends at byte ${at}, less was answered than was asked for`);
    }
    this.#lengthBytes = length ?? sink.position;
  }

  /** Whether what was wanted is there: an end that we made is no failure. */
  #isOver(): boolean {
    return this.#sink !== null && this.#sink.position >= this.#limit;
  }

  /** Files and rows are left in order; what a drive does that fails now is its own affair. */
  #leave(isWell: boolean): void {
    if (this.#filled?.drive.isAbandoned === true) return;
    try {
      this.#sink?.close();
      this.#filled?.leave(isWell && this.#isAllStored() ? this.#lengthBytes : null);
    } catch (error) {
      this.#dependencies.fault(error);
    }
  }

  #isAllStored(): boolean {
    if (this.#sink === null || this.#lengthBytes === null) return false;
    return this.#sink.isStored && this.#sink.position >= this.#lengthBytes;
  }
}

function headOf({ head, start, end, lengthBytes }: Source, askedAtMs: number): HeadMessage {
  return { head, start, end, lengthBytes, askedAtMs, receivedAtMs: Date.now() };
}
