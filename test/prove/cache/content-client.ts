import { connect, type Socket } from 'node:net';

export interface ContentRequest {
  readonly port: number;
  readonly target: string;
  /** The `cacheHostOrigin`. */
  readonly origin: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Called once, with the answer's head. What it gives takes the body's bytes, in order, as they come. */
  readonly onHead: (head: ContentHead) => BodySink;
  /** Given the connection before anything is sent: to hold it, or to end it. */
  readonly onSocket?: (socket: Socket) => void;
  readonly timeoutMs?: number;
}

export type BodySink = (bytes: Uint8Array) => void;

export interface ContentHead {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

export type ContentEnding =
  /** As many bytes as the head says. */
  | 'complete'
  /** Fewer, and the connection was closed. */
  | 'cut'
  /** Closed, or refused, before there was a head. */
  | 'no-answer'
  /** Nothing came for too long. */
  | 'silence';

export interface ContentAnswer {
  readonly ending: ContentEnding;
  /** 0 without an answer. */
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly bodyBytes: number;
  /** To the head, and to the end. */
  readonly headMs: number;
  readonly totalMs: number;
}

const SILENCE_MS = 30_000;
const NO_HEADERS: ReadonlyMap<string, string> = new Map();

/** Asks a cache node over a connection of its own, and reads to the length that the head says: no client in between that would hide a cut. */
export function askContent(request: ContentRequest): Promise<ContentAnswer> {
  const { promise, resolve } = Promise.withResolvers<ContentAnswer>();
  const startedMs = performance.now();
  const socket = connect({ host: '127.0.0.1', port: request.port });
  let unread: Buffer = Buffer.alloc(0);
  let head: ContentHead | null = null;
  let sink: BodySink = () => undefined;
  let wantedBytes = Number.POSITIVE_INFINITY;
  let bodyBytes = 0;
  let headMs = 0;
  let isSilent = false;
  const end = () => {
    const { status, headers } = head ?? { status: 0, headers: NO_HEADERS };
    const ending = isSilent ? 'silence' : head === null ? 'no-answer' : bodyBytes >= wantedBytes ? 'complete' : 'cut';
    resolve({ ending, status, headers, bodyBytes, headMs, totalMs: performance.now() - startedMs });
  };
  const take = (bytes: Uint8Array) => {
    const wanted = bytes.subarray(0, wantedBytes - bodyBytes);
    bodyBytes += wanted.length;
    if (wanted.length > 0) sink(wanted);
    if (bodyBytes >= wantedBytes) socket.destroy();
  };
  socket.on('data', (bytes: Buffer) => {
    if (head !== null) return take(bytes);
    unread = Buffer.concat([unread, bytes]);
    const headEnd = unread.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    head = parseHead(unread.toString('latin1', 0, headEnd));
    headMs = performance.now() - startedMs;
    sink = request.onHead(head);
    wantedBytes = bodyLength(head);
    take(unread.subarray(headEnd + 4));
  });
  socket.setTimeout(request.timeoutMs ?? SILENCE_MS, () => {
    isSilent = true;
    socket.destroy();
  });
  // What ended it is told by how far it came.
  socket.on('error', () => undefined);
  socket.on('close', end);
  request.onSocket?.(socket);
  socket.write(requestText(request));
  return promise;
}

function requestText({ target, origin, headers = {} }: ContentRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const parameter = `${target.includes('?') ? '&' : '?'}cacheHostOrigin=${origin}`;
  return `GET ${target}${parameter} HTTP/1.1\r\nHost: node\r\nConnection: close\r\n${lines.join('')}\r\n`;
}

function parseHead(text: string): ContentHead {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(statusLine.slice(9, 12)), headers: new Map(headers) };
}

function bodyLength({ status, headers }: ContentHead): number {
  if (status === 304 || status === 204) return 0;
  return Number(headers.get('content-length') ?? Number.POSITIVE_INFINITY);
}
