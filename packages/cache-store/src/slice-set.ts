/** Which of an extent's 64 slices: a bit each, the lower 32 and the higher. */
export class SliceSet {
  #low: number;
  #high: number;

  constructor(low = 0, high = 0) {
    this.#low = low >>> 0;
    this.#high = high >>> 0;
  }

  /** `index` is the slice's place in its window, 0 to 63. */
  has(index: number): boolean {
    return ((index < 32 ? this.#low >>> index : this.#high >>> (index - 32)) & 1) === 1;
  }

  add(index: number): void {
    if (index < 32) this.#low = (this.#low | (1 << index)) >>> 0;
    else this.#high = (this.#high | (1 << (index - 32))) >>> 0;
  }

  delete(index: number): void {
    if (index < 32) this.#low = (this.#low & ~(1 << index)) >>> 0;
    else this.#high = (this.#high & ~(1 << (index - 32))) >>> 0;
  }

  clear(): void {
    this.#low = 0;
    this.#high = 0;
  }

  get isEmpty(): boolean {
    return this.#low === 0 && this.#high === 0;
  }

  /** One more than the highest member; 0 when empty. */
  get span(): number {
    return this.#high === 0 ? 32 - Math.clz32(this.#low) : 64 - Math.clz32(this.#high);
  }

  /** As numbers that travel between threads and into rows. */
  get words(): readonly [low: number, high: number] {
    return [this.#low, this.#high];
  }

  equals(other: SliceSet): boolean {
    const [low, high] = other.words;
    return this.#low === low && this.#high === high;
  }
}
