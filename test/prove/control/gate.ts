/** Lets requests pass while it is open, and tells when none is under way any more. */
export class Gate {
  #underWay = 0;
  #closed: PromiseWithResolvers<void> | undefined;
  #quiet: PromiseWithResolvers<void> | undefined;

  /** Runs a request, as soon as the gate is open. */
  async pass<Result>(request: () => Promise<Result>): Promise<Result> {
    while (this.#closed !== undefined) await this.#closed.promise;
    this.#underWay++;
    try {
      return await request();
    } finally {
      if (--this.#underWay === 0) this.#quiet?.resolve();
    }
  }

  /** Holds back requests from now on; those under way go on. */
  close(): void {
    this.#closed ??= Promise.withResolvers();
  }

  open(): void {
    this.#closed?.resolve();
    this.#closed = undefined;
  }

  /** Of a closed gate: until the last request that had passed has ended. */
  async quiet(): Promise<void> {
    if (this.#underWay === 0) return;
    this.#quiet = Promise.withResolvers();
    await this.#quiet.promise;
    this.#quiet = undefined;
  }
}
