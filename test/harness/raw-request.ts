import { connect } from 'node:net';

export interface RawPlace {
  readonly host: string;
  readonly port: number;
  /** The local address to come from. */
  readonly from?: string;
}

export interface RawAnswer {
  /** 0 when the other side closed without an answer. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const GIVE_UP_AFTER_MS = 5_000;

/**
 * Sends bytes over a fresh connection and reads until the other side closes: no client in between that would make a
 * request proper.
 */
export function askRaw({ host, port, from }: RawPlace, request: string | Uint8Array): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const socket = connect({ host, port, ...(from === undefined ? {} : { localAddress: from }) });
  let received = '';
  const late = new Error(`Cannot read an answer: none came in ${GIVE_UP_AFTER_MS} ms`);
  socket.setTimeout(GIVE_UP_AFTER_MS, () => socket.destroy(late));
  socket.on('connect', () => socket.write(request));
  // A character per byte.
  socket.setEncoding('latin1');
  socket.on('data', (text: string | Uint8Array) => (received += String(text)));
  socket.on('error', reject);
  socket.on('close', () => resolve(parseAnswer(received)));
  return promise;
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = (end === -1 ? text : text.slice(0, end)).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1] ?? 0),
    headers: new Map(headers),
    body: end === -1 ? '' : text.slice(end + 4),
  };
}
