/** Where the process is in its life, as request handlers see it. */
export class Lifecycle {
  /** Requests handled so far. */
  requests = 0;
  /** Why connections are to end with their next answer; none while empty. */
  readonly #closers = new Set<string>();
  /** Answers carry `Connection: close`, so that connections end between two requests and never under one. */
  isClosing = false;

  closeConnections(why: 'stopping' | 'too-many'): void {
    this.#closers.add(why);
    this.isClosing = true;
  }

  keepConnections(why: 'too-many'): void {
    this.#closers.delete(why);
    this.isClosing = this.#closers.size > 0;
  }
}
