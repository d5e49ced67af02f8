import type { SecureContext } from 'node:tls';
import type { AddressCounts } from './address-counts.ts';
import type { Answer } from './answer.ts';
import type { Connection } from './connection.ts';
import type { Http1Counters } from './counters.ts';
import type { GatherBuffer } from './gather-buffer.ts';
import type { ListenerClock } from './listener-clock.ts';
import type { Http1Limits } from './limits.ts';
import type { ReaderPool } from './reader-pool.ts';
import type { RunQueue } from './run-queue.ts';
import type { Http1Request } from './request.ts';

/** What the user of a listener brings. */
export interface Http1Handler<Peer> {
  /** Called with each request, in the order of each connection. A throw or rejection is answered with 500. */
  answer(request: Http1Request<Peer>): Answer | Promise<Answer>;
  /** Makes of the text of a remote address what `Http1Request.peer` shows: once for a connection, at its first request. */
  readPeer(remoteAddress: string): Peer;
  /** Told of what `answer` threw, and of faults of the listener; each has cost one connection. */
  failed(error: unknown): void;
}

/** What all connections of a listener share. */
export interface ListenerCore<Peer> {
  readonly limits: Http1Limits;
  readonly handler: Http1Handler<Peer>;
  readonly counters: Http1Counters;
  readonly clock: ListenerClock;
  readonly readers: ReaderPool<Peer>;
  readonly gathered: GatherBuffer;
  readonly addresses: AddressCounts;
  readonly runQueue: RunQueue;
  /** Every one that was ever made; those whose socket is gone wait in `free` for another. */
  readonly connections: Connection<Peer>[];
  readonly free: Connection<Peer>[];
  readonly transport: 'tcp' | 'tls';
  /** What new connections show in the place of the certificate that the listener began with. */
  renewedCertificate: SecureContext | undefined;
  /** Answers end their connections from now on. */
  isStopping: boolean;
}
