import type { Connection } from './connection.ts';

/** What a connection needs of a socket of `Bun.listen`; those after `shutdown` but `end` and `terminate` are missing from Bun's own types. */
export interface HttpSocket<Peer> {
  data: Connection<Peer> | undefined;
  readonly remoteAddress: string;
  /** The descriptor. */
  readonly fd: number;
  /** The number of bytes that were taken, or -1 when the socket is closed. Nothing is kept of the rest. */
  write(bytes: Uint8Array): number;
  /** Shuts our half. */
  shutdown(): void;
  /** Ends both halves; over TLS with its own farewell. */
  end(): void;
  /** Ends both halves: a system call cheaper than `end`, and without the farewell of TLS. */
  close(): void;
  /** Before the handshake of TLS: the certificate to show, as `createSecureContext` has it. */
  setKeyCert(context: unknown): void;
  /** Resets. */
  terminate(): void;
  pause(): void;
  resume(): void;
}

/** In the place of a socket that is gone. */
export const NO_SOCKET: HttpSocket<never> = {
  data: undefined,
  remoteAddress: '',
  fd: -1,
  write: () => -1,
  shutdown() {},
  end() {},
  close() {},
  setKeyCert() {},
  terminate() {},
  pause() {},
  resume() {},
};
