const POSITION = 0;
const SEGMENTS = 1;
const WAITED_FOR = 2;
const CELLS = 3;

/**
 * What a fill's Worker and the main thread see of it without a message. The Worker tells of a segment (by message) before it counts it
 * here, and counts it before bytes of it are in the position: who has received as many segments as are counted knows each byte's file.
 */
export class FillBoard {
  readonly memory: SharedArrayBuffer;
  readonly #cells: BigInt64Array;

  constructor(memory = new SharedArrayBuffer(CELLS * 8)) {
    this.memory = memory;
    this.#cells = new BigInt64Array(memory);
  }

  /** Bytes of the object before this, from the fill's start on, can be read. */
  get position(): number {
    return Number(Atomics.load(this.#cells, POSITION));
  }

  set position(value: number) {
    Atomics.store(this.#cells, POSITION, BigInt(value));
  }

  get segments(): number {
    return Number(Atomics.load(this.#cells, SEGMENTS));
  }

  countSegment(): void {
    Atomics.add(this.#cells, SEGMENTS, 1n);
  }

  /** The main thread wants a message at the next advance; look at the position again afterwards. */
  wait(): void {
    Atomics.store(this.#cells, WAITED_FOR, 1n);
  }

  /** Whether the main thread waits; it is told once. */
  takeWait(): boolean {
    return Atomics.exchange(this.#cells, WAITED_FOR, 0n) === 1n;
  }
}
