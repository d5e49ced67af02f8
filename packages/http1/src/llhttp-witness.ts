import { createRequire } from 'node:module';
import { Buffer } from 'node:buffer';
import type { HeadScanner } from './head-scanner.ts';

/** Node's binding of llhttp, which Bun has too. `execute` returns the number of bytes that it read, or an Error. */
interface Parser {
  initialize(kind: number, resource: object, maxHeaderBytes: number, lenientFlags: number): void;
  execute(bytes: Buffer): number | Error;
  [callback: number]: unknown;
}

interface ParserClass {
  new (): Parser;
  readonly REQUEST: number;
  readonly kLenientNone: number;
  readonly kOnMessageBegin: number;
  readonly kOnHeaders: number;
  readonly kOnHeadersComplete: number;
  readonly kOnBody: number;
  readonly kOnMessageComplete: number;
}

const { HTTPParser, methods } = createRequire(import.meta.url)('_http_common') as {
  readonly HTTPParser: ParserClass;
  readonly methods: readonly string[];
};

/** Room for what llhttp counts otherwise than we do. */
const HEADER_SLACK_BYTES = 1_024;

/** One message as llhttp reads it. */
export interface WitnessedMessage {
  readonly method: string;
  readonly target: string;
  readonly majorVersion: number;
  readonly minorVersion: number;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly isUpgrade: boolean;
}

/**
 * The second opinion on a request that is not the plain one. Requests are smuggled where two readers of the same bytes differ:
 * what llhttp, the parser of Node, does not read exactly as we do is refused.
 */
export class LlhttpWitness {
  readonly #parser = new HTTPParser();
  readonly #maxHeaderBytes: number;
  #begun = 0;
  #completed = 0;
  #rawHeaders: string[] = [];
  #target = '';
  #method = '';
  #majorVersion = 0;
  #minorVersion = 0;
  #isUpgrade = false;
  #body: Buffer[] = [];

  constructor({ maxHeaderBytes }: { readonly maxHeaderBytes: number }) {
    this.#maxHeaderBytes = maxHeaderBytes + HEADER_SLACK_BYTES;
    const parser = this.#parser;
    parser[HTTPParser.kOnMessageBegin | 0] = () => {
      this.#begun++;
    };
    // Many headers come in batches: these before the last.
    parser[HTTPParser.kOnHeaders | 0] = (rawHeaders: string[], target: string) => {
      this.#rawHeaders.push(...rawHeaders);
      this.#target += target;
    };
    parser[HTTPParser.kOnHeadersComplete | 0] = (
      majorVersion: number,
      minorVersion: number,
      rawHeaders: string[] | undefined,
      method: number,
      target: string | undefined,
      _status: unknown,
      _message: unknown,
      isUpgrade: boolean,
    ) => {
      this.#majorVersion = majorVersion;
      this.#minorVersion = minorVersion;
      this.#rawHeaders.push(...(rawHeaders ?? []));
      this.#method = methods[method] ?? '';
      this.#target += target ?? '';
      this.#isUpgrade = isUpgrade;
      return 0;
    };
    parser[HTTPParser.kOnBody | 0] = (part: Buffer) => {
      this.#body.push(Buffer.from(part));
    };
    // It must be set: execute() spins without it.
    parser[HTTPParser.kOnMessageComplete | 0] = () => {
      this.#completed++;
    };
  }

  /** The one message that the bytes are, no more and no less; undefined when llhttp says otherwise. */
  read(bytes: Buffer): WitnessedMessage | undefined {
    this.#begun = 0;
    this.#completed = 0;
    this.#rawHeaders = [];
    this.#target = '';
    this.#body = [];
    this.#parser.initialize(HTTPParser.REQUEST, {}, this.#maxHeaderBytes, HTTPParser.kLenientNone);
    const read = this.#parser.execute(bytes);
    if (read !== bytes.length || this.#begun !== 1 || this.#completed !== 1) return undefined;
    return {
      method: this.#method,
      target: this.#target,
      majorVersion: this.#majorVersion,
      minorVersion: this.#minorVersion,
      rawHeaders: this.#rawHeaders,
      body: Buffer.concat(this.#body),
      isUpgrade: this.#isUpgrade,
    };
  }

  /** Whether llhttp reads the message, from the scanned head to `end`, as the scanner and `body` have it. */
  agrees(head: HeadScanner, end: number, body: Uint8Array): boolean {
    const message = this.read(head.bytes.subarray(head.start, end));
    if (message === undefined || message.isUpgrade) return false;
    if (message.majorVersion !== 1 || message.minorVersion !== head.minorVersion) return false;
    if (message.method !== head.text(head.start, head.methodEnd)) return false;
    if (message.target !== head.text(head.targetStart, head.targetEnd)) return false;
    if (message.rawHeaders.length !== head.headerCount * 2 || !message.body.equals(body)) return false;
    return message.rawHeaders.every((text, index) => {
      return text === head.text(head.spans[index * 2] ?? 0, head.spans[index * 2 + 1] ?? 0);
    });
  }
}
