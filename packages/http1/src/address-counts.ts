/** How many connections each remote address has. */
export class AddressCounts {
  readonly #counts = new Map<string, number>();

  /** Counts one more, unless there are `most` already. */
  enter(address: string, most: number): 'entered' | 'full' {
    const count = this.#counts.get(address) ?? 0;
    if (count >= most) return 'full';
    this.#counts.set(address, count + 1);
    return 'entered';
  }

  leave(address: string): void {
    const count = this.#counts.get(address) ?? 0;
    if (count > 1) this.#counts.set(address, count - 1);
    else this.#counts.delete(address);
  }
}
