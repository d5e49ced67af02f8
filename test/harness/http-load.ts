import type { Socket } from 'bun';

export interface LoadOptions {
  readonly port: number;
  /** Each has one request under way. */
  readonly connections: number;
  /** No request is begun after that. */
  readonly durationMs: number;
  /** The next request to send, and what is to be done with its answer. */
  readonly next: () => LoadRequest;
}

export interface LoadRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly answered?: (answer: LoadAnswer) => void;
}

export interface LoadAnswer {
  readonly status: number;
  readonly body: string;
}

export interface LoadResult {
  readonly answers: number;
  readonly seconds: number;
  readonly answersPerSecond: number;
  /** In milliseconds, ascending. */
  readonly latencies: Float64Array;
  /** Answers that are no 2xx, and connections that broke: the first few. */
  readonly failures: readonly string[];
}

interface Loading {
  request: LoadRequest | undefined;
  sentAt: number;
  received: Buffer;
}

/** Sends requests over kept-alive connections to 127.0.0.1. Written on bare sockets, so that the load costs less than who bears it. */
export async function loadHttp({ port, connections, durationMs, next }: LoadOptions): Promise<LoadResult> {
  const latencies: number[] = [];
  const failures: string[] = [];
  const startedAt = performance.now();
  const isOver = () => performance.now() - startedAt >= durationMs;

  function send(socket: Socket<Loading>): void {
    if (isOver()) return void socket.end();
    const request = next();
    socket.data.request = request;
    socket.data.sentAt = performance.now();
    socket.write(requestText(request));
  }

  function take(socket: Socket<Loading>, answer: LoadAnswer): void {
    const { request, sentAt } = socket.data;
    socket.data.request = undefined;
    latencies.push(performance.now() - sentAt);
    if (answer.status < 200 || answer.status >= 300)
      failures.push(`${request?.method} ${request?.path}: ${answer.status} ${answer.body.slice(0, 200)}`);
    else request?.answered?.(answer);
  }

  async function connection(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const data: Loading = { request: undefined, sentAt: 0, received: Buffer.alloc(0) };
    await Bun.connect<Loading>({
      hostname: '127.0.0.1',
      port,
      data,
      socket: {
        open: send,
        data(socket, bytes) {
          const { received } = socket.data;
          const all = received.length === 0 ? Buffer.from(bytes) : Buffer.concat([received, bytes]);
          const read = readAnswer(all);
          socket.data.received = read === undefined ? all : all.subarray(read.bytes);
          if (read === undefined) return;
          take(socket, read.answer);
          send(socket);
        },
        close(socket) {
          const { request } = socket.data;
          if (request !== undefined) failures.push(`${request.method} ${request.path}: the connection broke`);
          resolve();
        },
      },
    });
    return promise;
  }

  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    answers: latencies.length,
    seconds,
    answersPerSecond: latencies.length / seconds,
    latencies: Float64Array.from(latencies).sort(),
    failures,
  };
}

function requestText({ method, path, headers = {}, body = '' }: LoadRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const about = body === '' ? '' : `Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${about}${lines.join('')}\r\n${body}`;
}

/** An answer with a Content-Length; undefined while it is not whole. */
function readAnswer(bytes: Buffer): { readonly answer: LoadAnswer; readonly bytes: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length === undefined) throw new Error(`Cannot read an answer without Content-Length: ${head}`);
  const end = headEnd + 4 + Number(length);
  if (bytes.length < end) return undefined;
  return { answer: { status: Number(head.slice(9, 12)), body: bytes.toString('utf8', headEnd + 4, end) }, bytes: end };
}

/** The latency that this share of the requests did not exceed, in milliseconds. */
export function quantile(latencies: Float64Array, share: number): number {
  return latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
}
