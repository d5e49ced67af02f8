import net, { type AddressInfo, type Socket } from 'node:net';
import { OriginReply } from './origin-reply.ts';

/** A request as an origin saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  /** By name in lower case; of several of one name, joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** Each character is one byte. */
  readonly body: string;
  /** The bytes of content that went out in answer to it. */
  sentBytes: number;
}

/** What the origin answers. */
export type OriginScript = (request: SeenRequest, reply: OriginReply) => void | Promise<void>;

const HEAD_END = '\r\n\r\n';

/**
 * An origin on bare sockets: it keeps what it saw byte by byte, and answers as a script says, wrongly if need be. Requests that are
 * no HTTP are kept as `unread`.
 */
export class ScriptedOrigin implements AsyncDisposable {
  readonly seen: SeenRequest[] = [];
  /** What came and was no request. */
  readonly unread: string[] = [];
  connections = 0;
  script: OriginScript;
  readonly #server: net.Server;
  readonly #sockets = new Set<Socket>();

  private constructor(script: OriginScript) {
    this.script = script;
    this.#server = net.createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  static async start(script: OriginScript, address = '127.0.0.1', port = 0): Promise<ScriptedOrigin> {
    const origin = new ScriptedOrigin(script);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    origin.#server.once('error', reject);
    origin.#server.listen({ host: address, port, backlog: 2_048 }, resolve);
    await promise;
    return origin;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  seenOf(target: string): readonly SeenRequest[] {
    return this.seen.filter((request) => request.target === target);
  }

  /** Ends every connection that is open now; new ones are taken. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.hangUp();
    await promise;
  }

  #serve(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    let text = '';
    let turn: Promise<void> = Promise.resolve();
    socket.on('data', (piece: string | Uint8Array) => {
      text += String(piece);
      for (let taken = takeRequest(text); taken !== undefined; taken = takeRequest(text)) {
        text = text.slice(taken.lengthBytes);
        const { request } = taken;
        if (request === undefined) this.unread.push(taken.head);
        else {
          this.seen.push(request);
          turn = turn.then(() => this.script(request, new OriginReply(socket, request)));
        }
      }
    });
  }
}

interface Taken {
  readonly head: string;
  /** undefined for what is no request. */
  readonly request: SeenRequest | undefined;
  readonly lengthBytes: number;
}

/** The first request of a text, if all of it is there. */
function takeRequest(text: string): Taken | undefined {
  const end = text.indexOf(HEAD_END);
  if (end === -1) return undefined;
  const head = text.slice(0, end);
  const [requestLine = '', ...lines] = head.split('\r\n');
  const [, method, target] = /^([A-Z]+) (\S+) HTTP\/1\.1$/.exec(requestLine) ?? [];
  const headers = readHeaders(lines);
  const bodyBytes = Number(headers.get('content-length') ?? 0);
  const lengthBytes = end + HEAD_END.length + bodyBytes;
  if (method === undefined || target === undefined || Number.isNaN(bodyBytes) || headers.has('transfer-encoding')) {
    return { head, request: undefined, lengthBytes: text.length };
  }
  if (text.length < lengthBytes) return undefined;
  const body = text.slice(end + HEAD_END.length, lengthBytes);
  return { head, request: { method, target, headers, body, sentBytes: 0 }, lengthBytes };
}

function readHeaders(lines: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}
