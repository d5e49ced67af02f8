import type { Answer } from '../answer.ts';
import type { Http1Limits } from '../limits.ts';
import { listenHttp1, type Http1Listener } from '../listen-http1.ts';
import type { Http1Request } from '../request.ts';

export interface EchoListener extends Http1Listener {
  /** What handlers threw. */
  readonly errors: readonly unknown[];
}

/**
 * A listener whose answers tell the request: `/later…` after a turn of the event loop, `/fails` not at all, `/big` with 1 MiB,
 * `/bytes` with the body as bytes, `/empty` with 204.
 */
export function listenEcho(limits: Partial<Http1Limits> = {}): EchoListener {
  const errors: unknown[] = [];
  const listener = listenHttp1<string>(
    { hostname: '127.0.0.1', port: 0, sharing: 'own', tls: null, limits },
    { answer: echo, readPeer: (address) => `peer ${address}`, failed: (error) => errors.push(error) },
  );
  return { ...listener, errors };
}

function echo(request: Http1Request<string>): Answer | Promise<Answer> {
  const { target } = request;
  if (target === '/fails') throw new Error('failed on purpose');
  if (target === '/rejects') return Promise.reject(new Error('rejected on purpose'));
  if (target === '/empty') return { status: 204, headers: '', body: null };
  if (target === '/bytes') return { status: 200, headers: '', body: Buffer.from([0, 1, 254, 255]) };
  if (target === '/umlaut') return { status: 200, headers: '', body: 'ü€😀' };
  if (target === '/miscounted') return { status: 200, headers: '', body: 'ü', textBytes: 1 };
  if (target.startsWith('/big')) return { status: 200, headers: '', body: BIG };
  if (target.startsWith('/later')) return Bun.sleep(1).then(() => tell(request));
  return tell(request);
}

export const BIG = 'x'.repeat(1_048_576);

function tell(request: Http1Request<string>): Answer {
  const { method, target, minorVersion, peer, isKeptAlive } = request;
  const body = {
    method,
    target,
    minorVersion,
    peer,
    isKeptAlive,
    headers: request.rawHeaders(),
    body: Buffer.from(request.body).toString('latin1'),
  };
  return { status: 200, headers: 'Content-Type: application/json\r\n', body: JSON.stringify(body) };
}
