/** Reads once for all who ask while a reading is under way: what they get is no older than the latency of one. */
export class SharedReading<Value> {
  readonly #read: () => Promise<Value>;
  #underWay: Promise<Value> | undefined;

  constructor(read: () => Promise<Value>) {
    this.#read = read;
  }

  read(): Promise<Value> {
    this.#underWay ??= this.#read().finally(() => (this.#underWay = undefined));
    return this.#underWay;
  }
}
