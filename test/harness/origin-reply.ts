import type { Socket } from 'node:net';
import type { SeenRequest } from './scripted-origin.ts';

export type ReplyHeaders = Readonly<Record<string, string | number>>;

const CHUNK_BYTES = 65_536;

/** What an origin sends in answer to one request. */
export class OriginReply {
  readonly #socket: Socket;
  readonly #request: SeenRequest;

  constructor(socket: Socket, request: SeenRequest) {
    this.#socket = socket;
    this.#request = request;
  }

  /** A whole answer; to HEAD, without its body. */
  async send(status: number, headers: ReplyHeaders, body: Uint8Array | string = ''): Promise<void> {
    const bytes = Buffer.from(body);
    const isBodiless = status === 204 || status === 304;
    this.head(status, isBodiless ? headers : { 'Content-Length': bytes.length, ...headers });
    if (!isBodiless && this.#request.method !== 'HEAD') await this.write(bytes);
  }

  head(status: number, headers: ReplyHeaders): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#socket.write(`HTTP/1.1 ${status} Status\r\n${lines.join('')}\r\n`, 'latin1');
  }

  /** Content, no faster than it is taken. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length && !this.#socket.destroyed; at += CHUNK_BYTES) {
      const chunk = bytes.subarray(at, at + CHUNK_BYTES);
      this.#request.sentBytes += chunk.length;
      if (!this.#socket.write(chunk)) await drained(this.#socket);
    }
  }

  /** Ends the connection in good order. */
  end(): void {
    this.#socket.end();
  }

  /** Breaks the connection off, once what was written is out. */
  cut(): void {
    this.#socket.destroySoon();
  }

  get socket(): Socket {
    return this.#socket;
  }
}

function drained(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => {
    socket.off('drain', done);
    socket.off('close', done);
    resolve();
  };
  socket.once('drain', done);
  socket.once('close', done);
  return promise;
}
