import { connect } from 'node:net';

export interface DeviceAnswer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  /** By name in lower case; of several of one name, joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly bodyBytes: number;
  /** `cut`: fewer bytes came than Content-Length said. */
  readonly ending: 'complete' | 'cut';
  /** Whether each byte was the one that `expected` has in its place. */
  readonly isRight: boolean;
}

export interface DeviceRequest {
  readonly port: number;
  readonly target: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Compared with as they come, and then forgotten: for many devices at once. */
  readonly expected?: Uint8Array;
  /** Hangs up after so many bytes of content. */
  readonly leaveAfterBytes?: number;
  /** Hangs up after so long, whatever came. */
  readonly leaveAfterMs?: number;
}

const GIVE_UP_AFTER_MS = 60_000;

/** Asks a node over a connection of its own, the target exactly as written. */
export function askAsDevice(asked: DeviceRequest): Promise<DeviceAnswer> {
  const { port, target, method = 'GET', headers = {}, body = '', expected, leaveAfterBytes, leaveAfterMs } = asked;
  const { promise, resolve, reject } = Promise.withResolvers<DeviceAnswer>();
  const socket = connect({ host: '127.0.0.1', port });
  const pieces: Buffer[] = [];
  let head: { readonly status: number; readonly headers: ReadonlyMap<string, string> } | undefined;
  let unread = Buffer.alloc(0);
  let bodyBytes = 0;
  let isRight = true;
  const take = (piece: Buffer): void => {
    if (expected === undefined) pieces.push(piece);
    else isRight &&= piece.equals(expected.subarray(bodyBytes, bodyBytes + piece.length));
    bodyBytes += piece.length;
    if (leaveAfterBytes !== undefined && bodyBytes >= leaveAfterBytes) socket.destroy();
  };
  socket.setTimeout(GIVE_UP_AFTER_MS, () => socket.destroy(new Error(`Cannot read ${target}: nothing came for long`)));
  const leaving = leaveAfterMs === undefined ? undefined : setTimeout(() => socket.destroy(), leaveAfterMs);
  socket.on('connect', () => {
    const content = Buffer.from(body);
    const length = content.length > 0 ? { 'Content-Length': String(content.length) } : {};
    const all = { Host: 'node', Connection: 'close', ...length, ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
    socket.write(content);
  });
  socket.on('data', (bytes: Buffer) => {
    if (head !== undefined) return take(bytes);
    unread = Buffer.concat([unread, bytes]);
    const end = unread.indexOf('\r\n\r\n');
    if (end === -1) return;
    head = readHead(unread.toString('latin1', 0, end));
    if (unread.length > end + 4) take(unread.subarray(end + 4));
  });
  // A reset in the middle of a body cuts it short.
  socket.on('error', (error) => {
    if (head === undefined) reject(error);
  });
  socket.on('close', () => {
    clearTimeout(leaving);
    const { status = 0, headers: answered = new Map<string, string>() } = head ?? {};
    const isBodiless = method === 'HEAD' || status === 304 || status === 204;
    const told = isBodiless ? 0 : Number(answered.get('content-length') ?? 0);
    const ending = head !== undefined && bodyBytes === told ? 'complete' : 'cut';
    resolve({ status, headers: answered, body: Buffer.concat(pieces), bodyBytes, ending, isRight });
  });
  return promise;
}

/** `hit`, or why the origin was asked: of the last member of Cache-Status (RFC 9211). */
export function cacheWordOf({ headers }: DeviceAnswer): string {
  const last = (headers.get('cache-status') ?? '').split(', ').at(-1) ?? '';
  return /; (?:fwd=)?([a-z-]+)/.exec(last)?.[1] ?? last;
}

function readHead(text: string) {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1] ?? 0), headers };
}
