import type { Socket } from 'bun';

export interface Asked {
  readonly client: string;
  readonly status: number;
  readonly body: string;
}

export interface AskOptions {
  readonly hostname: string;
  readonly port: number;
  readonly connections: number;
  /** The next client address to ask for, or undefined when there are no more. */
  readonly next: () => string | undefined;
  readonly onAnswer: (answer: Asked) => void;
  /** A connection that broke or an answer that is no HTTP. The question counts as failed. */
  readonly onFailure: (client: string, why: string) => void;
}

interface Asking {
  client: string | undefined;
  received: Buffer;
  done: () => void;
}

/**
 * Asks a router for one client address after another over kept-alive connections, each with one question under way.
 * The address travels in X-Forwarded-For. Written on bare sockets: a general HTTP client would cost more than the router.
 */
export async function askRouter(options: AskOptions): Promise<void> {
  await Promise.all(Array.from({ length: options.connections }, () => askOverOneConnection(options)));
}

async function askOverOneConnection(options: AskOptions): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const fail = (socket: Socket<Asking>, why: string) => {
    if (socket.data.client === undefined) return;
    options.onFailure(socket.data.client, why);
    socket.data.client = undefined;
  };
  await Bun.connect<Asking>({
    hostname: options.hostname,
    port: options.port,
    data: { client: undefined, received: Buffer.alloc(0), done: resolve },
    socket: {
      open: (socket) => ask(socket, options),
      data(socket, bytes) {
        const asking = socket.data;
        asking.received = asking.received.length === 0 ? Buffer.from(bytes) : Buffer.concat([asking.received, bytes]);
        const answer = readAnswer(asking.received);
        if (answer === undefined) return;
        if (asking.client !== undefined) options.onAnswer({ client: asking.client, ...answer });
        asking.received = asking.received.subarray(answer.bytes);
        ask(socket, options);
      },
      close(socket) {
        fail(socket, 'connection closed');
        socket.data.done();
      },
      error: (socket, error) => fail(socket, error.message),
    },
  });
  return promise;
}

function ask(socket: Socket<Asking>, options: AskOptions): void {
  const client = options.next();
  socket.data.client = client;
  if (client === undefined) return void socket.end();
  socket.write(`GET /v1/route HTTP/1.1\r\nHost: router\r\nX-Forwarded-For: ${client}\r\n\r\n`);
}

function readAnswer(bytes: Buffer): { status: number; body: string; bytes: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  const end = headEnd + 4 + length;
  if (bytes.length < end) return undefined;
  return { status: Number(head.slice(9, 12)), body: bytes.toString('utf8', headEnd + 4, end), bytes: end };
}
