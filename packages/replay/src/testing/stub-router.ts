import type { RouteAnswer } from '@nearhop/contracts';

/** What the stub does with one request. */
export interface StubReply {
  readonly bytes: string;
  /** Then: wait for the next request, close, or reset the connection. */
  readonly after: 'stay' | 'close' | 'reset';
}

export interface StubRouter {
  readonly port: number;
  /** Connections that were opened so far, and requests that came. */
  readonly seen: { connections: number; requests: number };
  stop(): void;
}

/** A listener on loopback that reads requests as the replayer sends them and replies as the test says. */
export function startStub(reply: (client: string, request: number) => StubReply): StubRouter {
  const seen = { connections: 0, requests: 0 };
  const listener = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      open: () => void seen.connections++,
      data(socket, bytes) {
        const client = /\r\nX-Forwarded-For: ([^\r]*)\r\n/.exec(bytes.toString('latin1'))?.[1] ?? '';
        const { bytes: answer, after } = reply(client, seen.requests++);
        if (answer !== '') socket.write(answer);
        if (after === 'close') socket.end();
        else if (after === 'reset') socket.terminate();
      },
    },
  });
  return { port: listener.port, seen, stop: () => listener.stop(true) };
}

export function answerBody(client: string | null, changes: Partial<RouteAnswer> = {}): string {
  const answer: RouteAnswer = {
    client,
    decision: 'cdn',
    reason: 'no-match',
    caches: [],
    ttlSeconds: 300,
    revision: 1,
    health: 0,
    ...changes,
  };
  return JSON.stringify(answer);
}

export function okResponse(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
