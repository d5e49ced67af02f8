import { heartbeatRequestSchema, type HeartbeatAnswer, type HeartbeatRequest, type Origin } from '@nearhop/contracts';

const NODE = 'n_abcdefghijklmnop';

/** An HTTP server in the place of control: it enrols whoever asks, tells what it is told to, and has the test object. */
export class TellingControl {
  readonly node = NODE;
  readonly beats: HeartbeatRequest[] = [];
  /** Targets that it was asked for as an origin. */
  readonly askedAsOrigin: string[] = [];
  answer: HeartbeatAnswer;
  readonly #server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: (request) => this.#reply(request) });

  constructor(origins: readonly Origin[]) {
    this.answer = {
      enabled: true,
      adminState: 'auto',
      activated: true,
      servers: {},
      proven: {},
      limits: {},
      originsVersion: '0123456789abcdef',
      origins: [...origins],
      nextIntervalMs: 1_000,
      renewCredential: false,
      duplicate: false,
    };
  }

  get url(): string {
    return this.#server.url.origin;
  }

  get host(): string {
    return this.#server.url.host;
  }

  stop(): Promise<void> {
    return this.#server.stop(true);
  }

  async #reply(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/v1/activations') {
      const credential = `nhc_${NODE.slice(2)}_${'A'.repeat(43)}`;
      return Response.json({ node: NODE, credential, issuedAt: '2026-11-22T12:00:00.000Z' });
    }
    if (pathname === '/v1/heartbeats') {
      this.beats.push(heartbeatRequestSchema.parse(await request.json()));
      return Response.json(this.answer);
    }
    this.askedAsOrigin.push(pathname);
    return new Response('test object', { headers: { 'Cache-Control': 'max-age=60', ETag: '"1"' } });
  }
}
