import { newNodeCredential } from '@nearhop/auth';
import type { HeartbeatAnswer, HeartbeatRequest } from '@nearhop/contracts';

export const NODE = 'n_abcdefghijklmnop';

export interface Question {
  readonly path: string;
  readonly credential: string | undefined;
  readonly body: unknown;
}

/** An HTTP server in the place of control that answers what it is told to, and remembers what it was asked. */
export class ToldControl {
  readonly questions: Question[] = [];
  credential = newNodeCredential(NODE);
  answer: HeartbeatAnswer = USUAL_ANSWER;
  /** Statuses of the next answers; 200 when there are none. */
  readonly statuses: number[] = [];
  readonly #server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: (request) => this.#reply(request) });

  get url(): string {
    return this.#server.url.origin;
  }

  get beats(): HeartbeatRequest[] {
    return this.questions.filter(({ path }) => path === '/v1/heartbeats').map(({ body }) => body as HeartbeatRequest);
  }

  stop(): Promise<void> {
    return this.#server.stop(true);
  }

  async #reply(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    const text = await request.text();
    const credential = request.headers.get('Authorization')?.slice('Bearer '.length);
    this.questions.push({ path, credential, body: text === '' ? undefined : JSON.parse(text) });
    const status = this.statuses.shift() ?? 200;
    if (status !== 200) return Response.json({ detail: `told to answer ${status}` }, { status });
    if (path !== '/v1/heartbeats') {
      this.credential = newNodeCredential(NODE);
      return Response.json({ node: NODE, credential: this.credential, issuedAt: '2026-11-22T12:00:00.000Z' });
    }
    return credential === this.credential
      ? Response.json(this.answer)
      : Response.json({ detail: 'not known' }, { status: 401 });
  }
}

export const USUAL_ANSWER: HeartbeatAnswer = {
  enabled: true,
  adminState: 'auto',
  activated: true,
  servers: { ipv4: { address: '203.0.113.10', port: 80 } },
  proven: { ipv4: { address: '203.0.113.10', port: 80 } },
  limits: { maxEgressMbps: 1_000 },
  originsVersion: '0123456789abcdef',
  origins: [{ host: 'download.example.com', scheme: 'http', port: 80 }],
  nextIntervalMs: 1_000,
  renewCredential: false,
  duplicate: false,
};
