import type { FileBody } from './file-body.ts';
import { NO_SOCKET, type HttpSocket } from './http-socket.ts';
import type { ListenerCore } from './listener-core.ts';
import { OutputQueue } from './output-queue.ts';
import { setMaxPacingRate, setNotSentLowWater, unacknowledgedBytes } from './socket-options.ts';

/** The socket of a connection, what waits to be written to it, and what was done to it. Used again for another socket. */
export class ClientSocket<Peer> {
  readonly output: OutputQueue;
  /** The client has shut its half. */
  hasEnded = false;
  socket: HttpSocket<Peer> = NO_SOCKET;
  readonly #core: ListenerCore<Peer>;
  #remoteAddress: string | undefined;
  #isPaused = false;
  #hasLowWater = false;

  constructor(core: ListenerCore<Peer>) {
    this.#core = core;
    this.output = new OutputQueue(core.counters, core.gathered);
  }

  begin(socket: HttpSocket<Peer>): void {
    this.socket = socket;
    this.output.begin(socket, this.#core.transport === 'tcp' ? socket.fd : null);
    this.hasEnded = false;
    this.#remoteAddress = undefined;
    this.#isPaused = false;
    this.#hasLowWater = false;
  }

  release(): void {
    this.socket = NO_SOCKET;
    this.output.clear();
  }

  /** Read once: this is a system call. */
  get remoteAddress(): string {
    return (this.#remoteAddress ??= this.socket.remoteAddress);
  }

  /** What the client has acknowledged. */
  get takenBytes(): number {
    return this.output.sentBytes - unacknowledgedBytes(this.socket.fd);
  }

  /** Reads nothing more for now. */
  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.socket.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.socket.resume();
  }

  /** Ends both halves; what the kernel has taken is still delivered. */
  close(): void {
    if (this.#core.transport === 'tls') this.socket.end();
    else this.socket.close();
  }

  /** Resets, so that the client sees that its answer is not whole. */
  abort(): void {
    this.socket.terminate();
  }

  prepareForFiles({ maxBytesPerSecond }: FileBody): void {
    const { notSentLowWaterBytes } = this.#core.limits;
    if (notSentLowWaterBytes !== null && !this.#hasLowWater) {
      this.#hasLowWater = true;
      setNotSentLowWater(this.socket.fd, notSentLowWaterBytes);
    }
    if (maxBytesPerSecond !== undefined) setMaxPacingRate(this.socket.fd, maxBytesPerSecond);
  }
}
