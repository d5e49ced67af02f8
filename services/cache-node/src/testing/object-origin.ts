import { createHash } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is behind one path of the origin. */
export interface OriginObject {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** `none`: Range is overlooked. */
  readonly ranges: 'bytes' | 'none';
}

export type OriginBehaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** An origin of real HTTP: it has objects, and behaves as a test tells it where that is not enough. */
export class ObjectOrigin implements AsyncDisposable {
  readonly objects = new Map<string, OriginObject>();
  readonly behaviours = new Map<string, OriginBehaviour>();
  readonly asked: { readonly method: string; readonly target: string; readonly headers: IncomingMessage['headers'] }[] =
    [];
  readonly #server = http.createServer((request, response) => this.#answer(request, response));

  static async start(): Promise<ObjectOrigin> {
    const origin = new ObjectOrigin();
    const { promise, resolve } = Promise.withResolvers<void>();
    origin.#server.listen(0, '127.0.0.1', resolve);
    await promise;
    return origin;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** An object with a strong tag, fresh for an hour unless `headers` say otherwise. */
  put(
    target: string,
    body: Buffer | string,
    headers: Readonly<Record<string, string>> = {},
    ranges: OriginObject['ranges'] = 'bytes',
  ): void {
    const bytes = Buffer.from(body);
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`;
    this.objects.set(target, {
      body: bytes,
      headers: { ETag: etag, 'Cache-Control': 'max-age=3600', ...headers },
      ranges,
    });
  }

  countOf(target: string): number {
    return this.asked.filter((asked) => asked.target === target).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const target = request.url ?? '';
    const { method = '', headers } = request;
    this.asked.push({ method, target, headers });
    const behaviour = this.behaviours.get(target);
    if (behaviour !== undefined) return behaviour(request, response);
    const object = this.objects.get(target);
    if (object === undefined) return void response.writeHead(404, { 'Content-Length': 0 }).end();
    return answerObject(object, request, response);
  }
}

export function answerObject(
  { body, headers, ranges }: OriginObject,
  { method, headers: asked }: IncomingMessage,
  response: ServerResponse,
): void {
  if (asked['if-none-match'] !== undefined && asked['if-none-match'] === headers['ETag']) {
    response.writeHead(304, headers).end();
    return;
  }
  const range = ranges === 'bytes' ? /^bytes=([0-9]+)-([0-9]*)$/.exec(asked.range ?? '') : null;
  if (range === null) {
    response.writeHead(200, { ...headers, 'Content-Length': body.length }).end(method === 'HEAD' ? '' : body);
    return;
  }
  const first = Number(range[1]);
  const last = Math.min(range[2] === '' ? Number.POSITIVE_INFINITY : Number(range[2]), body.length - 1);
  if (first > last) {
    response.writeHead(416, { 'Content-Range': `bytes */${body.length}`, 'Content-Length': 0 }).end();
    return;
  }
  const part = body.subarray(first, last + 1);
  const contentRange = `bytes ${first}-${last}/${body.length}`;
  response.writeHead(206, { ...headers, 'Content-Range': contentRange, 'Content-Length': part.length }).end(part);
}
