import dgram, { type RemoteInfo } from 'node:dgram';

export type NameFamily = 'A' | 'AAAA';

/** The addresses of a name; undefined when there is no such name. Asked for each question anew. */
export type NameScript = (name: string, family: NameFamily) => readonly string[] | undefined;

const TYPES: Readonly<Record<number, NameFamily>> = { 1: 'A', 28: 'AAAA' };
const CLASS_IN = 1;
const HEADER_BYTES = 12;
const ANSWER = 0x8180;
const ABSENT = 3;
const POINTER_TO_NAME = 0xc00c;

/** A DNS server on UDP (RFC 1035) that answers what a script says, with a TTL of 0. */
export class NameServer implements AsyncDisposable {
  script: NameScript;
  questions = 0;
  readonly #socket = dgram.createSocket('udp4');

  private constructor(script: NameScript) {
    this.script = script;
  }

  static async start(script: NameScript): Promise<NameServer> {
    const server = new NameServer(script);
    const { promise, resolve } = Promise.withResolvers<void>();
    server.#socket.on('message', (question, from) => server.#answer(question, from));
    server.#socket.bind(0, '127.0.0.1', resolve);
    await promise;
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#socket.close(resolve);
    await promise;
  }

  #answer(question: Buffer, from: RemoteInfo): void {
    this.questions++;
    const { name, end } = readName(question);
    const type = question.readUInt16BE(end);
    const family = TYPES[type];
    const addresses = family === undefined ? [] : this.script(name, family);
    const answers = (addresses ?? []).map((address) => resource(type, address));
    const head = Buffer.alloc(HEADER_BYTES);
    question.copy(head, 0, 0, 2);
    head.writeUInt16BE(ANSWER | (addresses === undefined ? ABSENT : 0), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(answers.length, 6);
    const message = Buffer.concat([head, question.subarray(HEADER_BYTES, end + 4), ...answers]);
    this.#socket.send(message, from.port, from.address);
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

function resource(type: number, text: string): Buffer {
  const bytes = addressBytes(text);
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUInt16BE(POINTER_TO_NAME, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(CLASS_IN, 4);
  head.writeUInt32BE(0, 6);
  head.writeUInt16BE(bytes.length, 10);
  return Buffer.concat([head, bytes]);
}

/** Of IPv6 as eight groups or with `::`, the last two groups perhaps as IPv4; a mapped address stays the sixteen bytes that it is. */
function addressBytes(text: string): Buffer {
  if (!text.includes(':')) return Buffer.from(text.split('.').map(Number));
  const dotted = /^(.*:)([0-9]+(?:\.[0-9]+){3})$/.exec(text);
  const hex = dotted === null ? text : `${dotted[1]}${hexGroups(dotted[2] ?? '')}`;
  const [before = '', after] = hex.split('::');
  const groups = (part: string | undefined): number[] =>
    part === undefined || part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [head, tail] = [groups(before), groups(after)];
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return Buffer.from([...head, ...zeros, ...tail].flatMap((group) => [group >> 8, group & 0xff]));
}

function hexGroups(dotted: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
