import type { Socket } from 'bun';

/** One connection of a test that says what bytes go out and sees what bytes come back. */
export class RawClient {
  /** Everything received, each byte as the character of its number. */
  received = '';
  /** How the server ended it; undefined while it is open. */
  ending: 'end' | 'reset' | undefined;
  #socket: Socket | undefined;
  #unsent: Buffer = Buffer.alloc(0);
  #waiting: (() => void)[] = [];

  static async connect(port: number, options: { readonly reads?: 'at-once' | 'when-told' } = {}): Promise<RawClient> {
    const client = new RawClient();
    client.#socket = await Bun.connect({
      hostname: '127.0.0.1',
      port,
      allowHalfOpen: true,
      socket: {
        data: (_, bytes) => {
          client.received += bytes.toString('latin1');
          client.#wake();
        },
        drain: () => client.#flush(),
        end: () => client.#over('end'),
        close: (_, error) => client.#over(error === undefined ? 'end' : 'reset'),
        error: () => client.#over('reset'),
      },
    });
    if (options.reads === 'when-told') client.stopReading();
    return client;
  }

  /** Latin-1: each character is one byte. */
  send(text: string): void {
    this.#unsent = Buffer.concat([this.#unsent, Buffer.from(text, 'latin1')]);
    this.#flush();
  }

  /** Shuts this half. */
  shut(): void {
    this.#socket?.shutdown();
  }

  close(): void {
    this.#socket?.end();
  }

  reset(): void {
    this.#socket?.terminate();
  }

  stopReading(): void {
    (this.#socket as unknown as Pausable).pause();
  }

  readOn(): void {
    (this.#socket as unknown as Pausable).resume();
  }

  /** Resolves once the server has ended its half, with everything that it sent. */
  async untilEnd(): Promise<string> {
    await this.until(() => this.ending !== undefined);
    return this.received;
  }

  /** Resolves once the received bytes hold the text. */
  untilReceived(text: string): Promise<void> {
    return this.until(() => this.received.includes(text));
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.ending !== undefined)
        throw new Error(`The connection ended (${this.ending}) before, with: ${this.received}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #flush(): void {
    if (this.#unsent.length === 0) return;
    const sent = this.#socket?.write(this.#unsent) ?? 0;
    if (sent > 0) this.#unsent = this.#unsent.subarray(sent);
  }

  #over(ending: 'end' | 'reset'): void {
    this.ending ??= ending;
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

interface Pausable {
  pause(): void;
  resume(): void;
}
