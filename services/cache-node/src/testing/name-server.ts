import dgram, { type RemoteInfo } from 'node:dgram';

/** What the server says of a name: addresses of IPv4, that there is no such name, or nothing at all. */
export type NameRecord =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[]; readonly ttlSeconds: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'silent' };

const A = 1;
const CLASS_IN = 1;
const HEADER_BYTES = 12;
const ABSENT = 3;

/** A DNS server on UDP (RFC 1035) that answers what a test tells it. */
export class NameServer implements AsyncDisposable {
  readonly records = new Map<string, NameRecord>();
  /** Names that were asked for, in their order; A questions only. */
  readonly asked: string[] = [];
  readonly #socket = dgram.createSocket('udp4');

  static async start(): Promise<NameServer> {
    const server = new NameServer();
    const { promise, resolve } = Promise.withResolvers<void>();
    server.#socket.on('message', (question, from) => server.#answer(question, from));
    server.#socket.bind(0, '127.0.0.1', resolve);
    await promise;
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  set(name: string, ...addresses: string[]): void {
    this.records.set(name, { kind: 'addresses', addresses, ttlSeconds: 1 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#socket.close(resolve);
    await promise;
  }

  #answer(question: Buffer, from: RemoteInfo): void {
    const { name, end } = readName(question);
    const type = question.readUInt16BE(end);
    if (type === A) this.asked.push(name);
    const record = this.records.get(name) ?? { kind: 'absent' };
    if (record.kind === 'silent') return;
    const found = record.kind === 'addresses' && type === A ? record : undefined;
    const answers = (found?.addresses ?? []).map((address) => resource(address, found?.ttlSeconds ?? 0));
    const head = Buffer.alloc(HEADER_BYTES);
    question.copy(head, 0, 0, 2);
    head.writeUInt16BE(0x8180 | (record.kind === 'absent' ? ABSENT : 0), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(answers.length, 6);
    this.#socket.send(
      Buffer.concat([head, question.subarray(HEADER_BYTES, end + 4), ...answers]),
      from.port,
      from.address,
    );
  }
}

function readName(question: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

function resource(address: string, ttlSeconds: number): Buffer {
  const record = Buffer.alloc(16);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(A, 2);
  record.writeUInt16BE(CLASS_IN, 4);
  record.writeUInt32BE(ttlSeconds, 6);
  record.writeUInt16BE(4, 10);
  record.set(address.split('.').map(Number), 12);
  return record;
}
