import { connect } from 'node:net';

export interface RawExchange {
  /** The statuses of all answers, interim ones left out. */
  readonly statuses: readonly number[];
  /** `open`: the other side did not end the connection in time. */
  readonly ending: 'closed' | 'open';
}

const GIVE_UP_AFTER_MS = 10_000;

/**
 * Sends bytes as they are and reads what comes back until the other side ends the connection. `half-closed` says that no more follows.
 * Answers to HEAD must not be among them.
 */
export function exchangeRaw(port: number, bytes: Uint8Array, side: 'open' | 'half-closed'): Promise<RawExchange> {
  const { promise, resolve } = Promise.withResolvers<RawExchange>();
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  let received = '';
  let ending: RawExchange['ending'] = 'closed';
  socket.setEncoding('latin1');
  socket.setTimeout(GIVE_UP_AFTER_MS, () => {
    ending = 'open';
    socket.destroy();
  });
  socket.on('connect', () => (side === 'open' ? socket.write(bytes) : socket.end(bytes)));
  socket.on('data', (text: string | Uint8Array) => (received += String(text)));
  socket.on('end', () => socket.end());
  // A reset ends it too; what came before counts.
  socket.on('error', () => undefined);
  socket.on('close', () => resolve({ statuses: statusesOf(received), ending }));
  return promise;
}

function statusesOf(wire: string): readonly number[] {
  const statuses: number[] = [];
  for (let at = 0; at < wire.length;) {
    const headEnd = wire.indexOf('\r\n\r\n', at);
    const head = wire.slice(at, headEnd === -1 ? undefined : headEnd);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    if (headEnd === -1 || Number.isNaN(status)) return [...statuses, 0];
    if (status >= 200) statuses.push(status);
    at = headEnd + 4 + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  }
  return statuses;
}
