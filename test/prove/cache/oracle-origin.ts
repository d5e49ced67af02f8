import type { Origin } from '@nearhop/contracts';
import type { OriginReply } from '../../harness/origin-reply.ts';
import { ScriptedOrigin, type SeenRequest } from '../../harness/scripted-origin.ts';
import { contentBytes, contentLength, kindOf, type ContentKind } from './oracle-content.ts';

const FRESHNESS: Readonly<Record<ContentKind, string>> = {
  fresh: 'max-age=3600',
  validated: 'max-age=0',
  whole: 'max-age=3600',
  chunked: 'max-age=3600',
  untagged: 'max-age=3600',
  huge: 'max-age=3600',
  passed: 'no-store',
};

/** Says which version it is, whatever else is said. */
export const VERSION_HEADER = 'Oracle-Version';
const DEFAULT_ADDRESS = '127.0.0.1';
const CHUNK_BYTES = 262_144;

export interface OracleObject {
  readonly name: string;
  readonly version: number;
  readonly lengthBytes: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the origin does instead of answering as it should; null when it does nothing else. */
export type Misbehaviour = (object: OracleObject, request: SeenRequest, reply: OriginReply) => Promise<void> | null;

/** An origin of every name there is, each in a version that can be raised. */
export class OracleOrigin implements AsyncDisposable {
  misbehave: Misbehaviour = () => null;
  readonly address: string;
  readonly port: number;
  #server: ScriptedOrigin;
  readonly #versions = new Map<string, number>();
  readonly #lies = new Set<string>();

  private constructor(server: ScriptedOrigin, address: string) {
    this.#server = server;
    this.address = address;
    this.port = server.port;
    server.script = (request, reply) => this.#answer(request, reply);
  }

  static async start(address = DEFAULT_ADDRESS): Promise<OracleOrigin> {
    return new OracleOrigin(await ScriptedOrigin.start(() => undefined, address), address);
  }

  /** What `cacheHostOrigin` names. */
  get host(): string {
    return `${this.address}:${this.port}`;
  }

  /** Its line of the allow-list. */
  get record(): Origin {
    return { host: this.address, scheme: 'http', port: this.port };
  }

  /** How often it was asked for an object since `forgetAsked`. */
  askedFor(name: string): number {
    return this.#server.seenOf(name).length;
  }

  forgetAsked(): void {
    this.#server.seen.length = 0;
  }

  versionOf(name: string): number {
    return this.#versions.get(name) ?? 1;
  }

  /** A new version appears; it is the newest from now on. */
  raise(name: string): void {
    this.#versions.set(name, this.versionOf(name) + 1);
  }

  /** Whether it ever said that the version is so long; a lie told with a good tag is what a node must believe. */
  saidLength(name: string, version: number, lengthBytes: number): boolean {
    return lengthBytes === contentLength(name, version) || this.#lies.has(`${name} ${version} ${lengthBytes}`);
  }

  /** It is about to say a length that is not the version's. */
  noteLie({ name, version }: OracleObject, lengthBytes: number): void {
    this.#lies.add(`${name} ${version} ${lengthBytes}`);
  }

  /** Refuses connections, and breaks those that there are. */
  down(): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }

  async up(): Promise<void> {
    this.#server = await ScriptedOrigin.start(
      (request, reply) => this.#answer(request, reply),
      this.address,
      this.port,
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.down();
  }

  async #answer(request: SeenRequest, reply: OriginReply): Promise<void> {
    const name = request.target;
    const object = oracleObject(name, this.versionOf(name));
    await (this.misbehave(object, request, reply) ?? answerObject(object, request, reply));
  }
}

function oracleObject(name: string, version: number): OracleObject {
  const kind = kindOf(name);
  return {
    name,
    version,
    lengthBytes: contentLength(name, version),
    headers: {
      'Cache-Control': FRESHNESS[kind],
      [VERSION_HEADER]: String(version),
      ...(kind !== 'untagged' && { ETag: `"${version}-${name}"` }),
    },
  };
}

async function answerObject(object: OracleObject, request: SeenRequest, reply: OriginReply): Promise<void> {
  const { name, lengthBytes, headers } = object;
  const kind = kindOf(name);
  const etag = headers['ETag'];
  if (etag !== undefined && request.headers.get('if-none-match') === etag) return reply.send(304, headers);
  const part = kind === 'whole' || kind === 'chunked' ? null : askedRange(request, object);
  if (part === 'unsatisfiable') return reply.send(416, { 'Content-Range': `bytes */${lengthBytes}` });
  if (kind === 'chunked') return answerInChunks(object, reply);
  const { start, end } = part ?? { start: 0, end: lengthBytes };
  const more = part === null ? {} : { 'Content-Range': `bytes ${start}-${end - 1}/${lengthBytes}` };
  reply.head(part === null ? 200 : 206, { ...headers, ...more, 'Content-Length': end - start });
  if (request.method !== 'HEAD') await sendContent(object, start, end, reply);
}

/** Bytes of the object, made when they are wanted. */
export async function sendContent(object: OracleObject, start: number, end: number, reply: OriginReply): Promise<void> {
  for (let at = start; at < end && !reply.socket.destroyed; at += CHUNK_BYTES)
    await reply.write(contentBytes(object.name, object.version, at, Math.min(end, at + CHUNK_BYTES)));
}

/** What a client wants of it; null: all. */
export function askedRange({ headers }: SeenRequest, { headers: own, lengthBytes }: OracleObject) {
  const condition = headers.get('if-range');
  const match = /^bytes=([0-9]+)-([0-9]*)$/.exec(headers.get('range') ?? '');
  if (match === null || (condition !== undefined && condition !== own['ETag'])) return null;
  const start = Number(match[1]);
  const end = match[2] === '' ? lengthBytes : Math.min(lengthBytes, Number(match[2]) + 1);
  return start < end ? { start, end } : 'unsatisfiable';
}

async function answerInChunks(object: OracleObject, reply: OriginReply): Promise<void> {
  reply.head(200, { ...object.headers, 'Transfer-Encoding': 'chunked' });
  for (let at = 0; at < object.lengthBytes; at += CHUNK_BYTES) {
    const bytes = contentBytes(object.name, object.version, at, Math.min(object.lengthBytes, at + CHUNK_BYTES));
    await reply.write(Buffer.from(`${bytes.length.toString(16)}\r\n`));
    await reply.write(bytes);
    await reply.write(Buffer.from('\r\n'));
  }
  await reply.write(Buffer.from('0\r\n\r\n'));
}
