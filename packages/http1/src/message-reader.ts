import { readChunkedBody } from './chunked-body.ts';
import { judgeFraming, plainFraming, type Framing } from './framing.ts';
import { HeadScanner } from './head-scanner.ts';
import type { Http1Limits } from './limits.ts';
import type { LlhttpWitness } from './llhttp-witness.ts';
import type { Refusal } from './refusal.ts';
import { Http1Request } from './request.ts';

/** `partial-head` and `partial-body`: that part is not there to its end yet. */
export type Reading = 'complete' | 'partial-head' | 'partial-body' | Refusal;

/**
 * Reads one message from bytes: the scanner, then, unless it is the plainest of requests, the rules of framing, the body and
 * the second parser. Its fields hold for what was read last.
 */
export class MessageReader<Peer> {
  readonly request: Http1Request<Peer>;
  readonly head: HeadScanner;
  isKeptAlive = true;
  expectsContinue = false;
  /** The first byte after the message. */
  end = 0;
  /** Of a message that is not whole: how many bytes from its beginning are worth another look. */
  wantedBytes = 0;
  readonly #limits: Http1Limits;
  readonly #witness: LlhttpWitness;

  constructor(limits: Http1Limits, witness: LlhttpWitness) {
    this.#limits = limits;
    this.#witness = witness;
    this.head = new HeadScanner(limits);
    this.request = new Http1Request(this.head);
  }

  /** Nothing is acted upon before a message is there to its end: some faults of framing come after the head. */
  read(bytes: Buffer, from: number): Reading {
    const { head } = this;
    this.wantedBytes = 0;
    const verdict = head.scan(bytes, from);
    if (verdict !== 'complete') return verdict === 'partial' ? 'partial-head' : verdict;
    this.request.renew();
    this.end = head.end;
    const plain = plainFraming(head);
    if (plain === undefined) return this.#readUnusual(bytes, from);
    this.isKeptAlive = plain.isKeptAlive;
    return 'complete';
  }

  get isHead(): boolean {
    return this.head.methodEnd - this.head.start === 4 && this.request.method === 'HEAD';
  }

  /** Whether the bytes end with the head. */
  get hasNoBodyYet(): boolean {
    return this.head.end === this.head.bytes.length;
  }

  #readUnusual(bytes: Buffer, from: number): Reading {
    const { head } = this;
    const framing = judgeFraming(head);
    if (typeof framing === 'string') return framing;
    this.isKeptAlive = framing.isKeptAlive;
    this.expectsContinue = framing.expectsContinue;
    const reading = this.#readBody(framing, bytes, from);
    if (reading !== 'complete') return reading;
    return this.#witness.agrees(head, this.end, this.request.body) ? 'complete' : 'parsers-differ';
  }

  #readBody({ bodyBytes }: Framing, bytes: Buffer, from: number): Reading {
    const { maxBodyBytes } = this.#limits;
    const start = this.head.end;
    if (bodyBytes === null) {
      const chunked = readChunkedBody(bytes, start, maxBodyBytes);
      if (chunked.kind === 'refused') return chunked.refusal;
      if (chunked.kind === 'partial') return this.#wantBody(chunked.wantedBytes - from);
      this.request.body = chunked.body;
      this.end = chunked.end;
      return 'complete';
    }
    if (bodyBytes > maxBodyBytes) return 'body-too-large';
    if (bytes.length < start + bodyBytes) return this.#wantBody(start + bodyBytes - from);
    this.end = start + bodyBytes;
    this.request.body = bytes.subarray(start, this.end);
    return 'complete';
  }

  #wantBody(wantedBytes: number): Reading {
    this.wantedBytes = wantedBytes;
    return 'partial-body';
  }
}
