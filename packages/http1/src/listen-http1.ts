import { createSecureContext, type SecureContext } from 'node:tls';
import type { TCPSocketListener } from 'bun';
import { AddressCounts } from './address-counts.ts';
import { Connection } from './connection.ts';
import { newCounters, type Http1Counters } from './counters.ts';
import { GatherBuffer } from './gather-buffer.ts';
import type { HttpSocket } from './http-socket.ts';
import { DEFAULT_LIMITS, type Http1Limits } from './limits.ts';
import { ListenerClock } from './listener-clock.ts';
import type { Http1Handler, ListenerCore } from './listener-core.ts';
import { ReaderPool } from './reader-pool.ts';
import type { Refusal } from './refusal.ts';
import { RunQueue } from './run-queue.ts';
import { stopListening, type StopOptions } from './stop-listening.ts';

export interface Http1Options {
  readonly hostname: string;
  /** 0 for any free one. */
  readonly port: number;
  /** `shared` lets several listeners, of one process or many, hold the port at once. */
  readonly sharing: 'own' | 'shared';
  /** PEM texts; null for plain HTTP. */
  readonly tls: TlsPair | null;
  readonly limits?: Partial<Http1Limits>;
}

export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

export interface Http1Listener {
  readonly port: number;
  readonly counters: Http1Counters;
  /** For TLS: new connections are shown this one; those that are open go on. Throws when the pair cannot be used. */
  renewCertificate(pair: TlsPair): void;
  /** Ends without a reset for anybody who keeps to HTTP: see the README. */
  stop(options: StopOptions): Promise<void>;
}

/** Begins to listen. Throws what `Bun.listen` throws, such as EADDRINUSE. */
export function listenHttp1<Peer>(options: Http1Options, handler: Http1Handler<Peer>): Http1Listener {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const core: ListenerCore<Peer> = {
    limits,
    handler,
    counters: newCounters(),
    clock: new ListenerClock(limits),
    readers: new ReaderPool(limits),
    gathered: new GatherBuffer(),
    addresses: new AddressCounts(),
    runQueue: new RunQueue(),
    connections: [],
    free: [],
    transport: options.tls === null ? 'tcp' : 'tls',
    renewedCertificate: undefined,
    isStopping: false,
  };
  const listener = listen(options, core);
  core.clock.start();
  return {
    port: listener.port,
    counters: core.counters,
    renewCertificate: (pair) => {
      core.renewedCertificate = createSecureContext(pair);
    },
    stop: (stopOptions) => stopListening(listener, core, stopOptions),
  };
}

type Listener<Peer> = TCPSocketListener<Connection<Peer> | undefined>;

function listen<Peer>(options: Http1Options, core: ListenerCore<Peer>): Listener<Peer> {
  const { hostname, port, sharing, tls } = options;
  return Bun.listen<Connection<Peer> | undefined>({
    hostname,
    port,
    allowHalfOpen: true,
    ...(sharing === 'shared' ? { reusePort: true } : { exclusive: true }),
    ...(tls === null ? {} : { tls: { cert: tls.cert, key: tls.key } }),
    // Every callback ends in a guard: a fault costs its own connection and no other.
    socket: {
      open(socket) {
        try {
          enter(socket as unknown as HttpSocket<Peer>, core);
        } catch (error) {
          fail(socket, error, core);
        }
      },
      // With this here, `open` is called before the handshake: in time to choose the certificate and to count the connection.
      handshake() {},
      data(socket, bytes) {
        try {
          socket.data?.received(bytes);
        } catch (error) {
          fail(socket, error, core);
        }
      },
      drain(socket) {
        try {
          socket.data?.drained();
        } catch (error) {
          fail(socket, error, core);
        }
      },
      end(socket) {
        try {
          socket.data?.ended();
        } catch (error) {
          fail(socket, error, core);
        }
      },
      close: (socket) => leave(socket as unknown as HttpSocket<Peer>, core),
      error: (socket, error) => fail(socket, error, core),
    },
  });
}

function enter<Peer>(socket: HttpSocket<Peer>, core: ListenerCore<Peer>): void {
  const { counters, limits, addresses, free, connections, renewedCertificate } = core;
  counters.acceptedConnections++;
  if (counters.openConnections >= limits.maxConnections) return turnAway(socket, 'too-many-connections', core);
  const most = limits.maxConnectionsPerAddress;
  if (most !== null && addresses.enter(socket.remoteAddress, most) === 'full') {
    return turnAway(socket, 'too-many-connections-of-address', core);
  }
  if (renewedCertificate !== undefined) socket.setKeyCert(nativeContext(renewedCertificate));
  counters.openConnections++;
  let connection = free.pop();
  if (connection === undefined) {
    connection = new Connection(core);
    connections.push(connection);
  }
  socket.data = connection;
  connection.begin(socket);
}

function nativeContext(context: SecureContext): unknown {
  return (context as { readonly context?: unknown }).context;
}

/** Nobody has asked anything yet: an end is all that the client needs. */
function turnAway<Peer>(socket: HttpSocket<Peer>, refusal: Refusal, { counters }: ListenerCore<Peer>): void {
  counters.refused[refusal]++;
  socket.end();
}

function leave<Peer>(socket: HttpSocket<Peer>, core: ListenerCore<Peer>): void {
  const connection = socket.data;
  if (connection === undefined) return;
  socket.data = undefined;
  core.counters.openConnections--;
  if (core.limits.maxConnectionsPerAddress !== null) core.addresses.leave(connection.remoteAddress);
  if (connection.closed() === 'free') core.free.push(connection);
  else core.connections.splice(core.connections.indexOf(connection), 1);
}

function fail<Peer>(socket: { terminate(): void }, error: unknown, { counters, handler }: ListenerCore<Peer>): void {
  counters.failed++;
  handler.failed(error);
  socket.terminate();
}
