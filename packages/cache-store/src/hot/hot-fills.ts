import type { FetchFailure } from '../failure.ts';
import { sliceCeiling } from '../slices.ts';
import { comesWhole } from '../version.ts';
import type { FromDrive, HeadMessage } from '../wire/from-drive.ts';
import type { Verdict } from '../wire/to-drive.ts';
import type { DriveWay } from './drive-way.ts';
import { Fill } from './fill.ts';
import type { HotFiles } from './hot-files.ts';
import type { HotObject } from './hot-object.ts';
import { MemoryFile } from './memory-file.ts';

export interface FillOrder {
  readonly range: { readonly start: number; readonly end: number | null };
  readonly request: unknown;
  /** What is asked when a head has come. */
  readonly onHead: (head: HeadMessage, attempt: number, fill: Fill) => Promise<Verdict>;
  /** Nobody need wait for it any more; may be called again. */
  readonly ended?: (fill: Fill) => void;
}

export interface FillsDependencies {
  readonly way: DriveWay;
  readonly files: HotFiles;
  readonly nextFill: () => number;
  readonly abandonedBytes: number;
  readonly fault: (message: string) => void;
}

interface Running {
  readonly fill: Fill;
  readonly order: FillOrder;
}

/** The fills of a drive that are under way. */
export class HotFills {
  readonly #dependencies: FillsDependencies;
  readonly #running = new Map<number, Running>();
  #allEnded: () => void = () => undefined;

  constructor(dependencies: FillsDependencies) {
    this.#dependencies = dependencies;
  }

  start(order: FillOrder): Fill {
    const { way, nextFill } = this.#dependencies;
    const { range, request } = order;
    const fill = new Fill(nextFill(), range.start, range.end ?? Number.POSITIVE_INFINITY, (message) =>
      way.post(message),
    );
    this.#running.set(fill.id, { fill, order });
    way.post({ kind: 'fetch', fill: fill.id, board: fill.board.memory, request, range });
    return fill;
  }

  /** What the fill brings is the object's. */
  attach(fill: Fill, object: HotObject): void {
    fill.object?.removeFill(fill);
    fill.object = object;
    object.addFill(fill);
    fill.left = () => this.#abandon(fill, object);
  }

  limit(fill: Fill, end: number): void {
    if (end >= fill.end) return;
    fill.end = end;
    this.#dependencies.way.post({ kind: 'limit', fill: fill.id, end });
  }

  end(fill: Fill, code: string, message: string): void {
    this.#dependencies.way.post({ kind: 'end', fill: fill.id, code, message });
  }

  async head({ fill: id, attempt, head }: Extract<FromDrive, { kind: 'head' }>): Promise<void> {
    const running = this.#running.get(id);
    if (running === undefined) return;
    try {
      const verdict = await running.order.onHead(head, attempt, running.fill);
      this.#dependencies.way.post({ kind: 'decided', fill: id, verdict });
    } catch (error) {
      const message = `The decision about an answer failed: ${error instanceof Error ? error.message : String(error)}`;
      this.#dependencies.fault(message);
      this.end(running.fill, 'DECISION_FAILED', message);
    }
  }

  segment({ fill: id, slice, descriptor, extent: view }: Extract<FromDrive, { kind: 'segment' }>): void {
    const { files, way } = this.#dependencies;
    const fill = this.#running.get(id)?.fill;
    const object = fill?.object ?? null;
    if (view === null || object === null) {
      if (fill === undefined) return way.post({ kind: 'close', extents: [], descriptors: [descriptor] });
      const close = (closed: number) => way.post({ kind: 'close', extents: [], descriptors: [closed] });
      return fill.addSegment(slice, new MemoryFile(descriptor, close), 'memory');
    }
    const extent = files.get(view.number) ?? files.add(view, object);
    extent.descriptor = descriptor;
    extent.writers += 1;
    fill?.addSegment(slice, extent, 'stored');
  }

  advanced(id: number): void {
    this.#running.get(id)?.fill.bell.ring();
  }

  ended(id: number, failure: FetchFailure | null, lengthBytes: number | null): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    this.#running.delete(id);
    const { fill, order } = running;
    release(fill, failure === null ? lengthBytes : null, failure);
    order.ended?.(fill);
    if (this.#running.size === 0) this.#allEnded();
  }

  /** The drive is set aside: nobody waits for it. Its Worker is told, for when it listens again. */
  failAll(failure: FetchFailure): void {
    for (const { fill, order } of this.#running.values()) {
      release(fill, null, failure);
      order.ended?.(fill);
      this.end(fill, failure.code, failure.message);
    }
  }

  /** The Worker knows of none any more. */
  voidAll(failure: FetchFailure): void {
    for (const id of this.#running.keys()) this.ended(id, failure, null);
  }

  /** Ends all; resolves when they have. */
  async stop(): Promise<void> {
    if (this.#running.size === 0) return;
    const ended = new Promise<void>((resolve) => {
      this.#allEnded = resolve;
    });
    for (const { fill } of this.#running.values()) this.end(fill, 'STORE_CLOSED', 'The store was closed');
    await ended;
  }

  /** The last who waited has left: it goes on for a while; what must come whole goes on only if that is enough. */
  #abandon(fill: Fill, object: HotObject): void {
    const isInMemory = fill.mode === 'memory';
    const last = sliceCeiling(fill.position) + (isInMemory ? 0 : this.#dependencies.abandonedBytes);
    if (!isInMemory && !comesWhole(object.version)) return this.limit(fill, last);
    if ((object.lengthBytes ?? Number.POSITIVE_INFINITY) <= last) return;
    this.end(fill, 'ABANDONED', 'Everybody who waited has left');
    // Whoever comes now begins anew.
    object.removeFill(fill);
  }
}

function release(fill: Fill, lengthBytes: number | null, failure: FetchFailure | null): void {
  fill.object?.removeFill(fill);
  fill.object?.settle(lengthBytes, failure);
  fill.over(failure);
}
