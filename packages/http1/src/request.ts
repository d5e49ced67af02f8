import type { HeadScanner } from './head-scanner.ts';

const NO_BODY = new Uint8Array(0);

/**
 * A request as its handler sees it. It looks into the bytes that were received and stays true until the handler has returned,
 * or its promise has settled; what is needed for longer must be copied.
 */
export class Http1Request<Peer> {
  /** What `readPeer` made of the remote address, once for the connection. */
  peer!: Peer; // set before any handler sees the request
  /** The text of the remote address: one string for the whole connection. */
  remoteAddress = '';
  /** False when the connection ends with this answer. */
  isKeptAlive = true;
  /** Empty for a request without one. */
  body: Uint8Array = NO_BODY;
  readonly #head: HeadScanner;
  #target: string | undefined;

  constructor(head: HeadScanner) {
    this.#head = head;
  }

  /** Exactly as sent: methods are case-sensitive. */
  get method(): string {
    const { bytes, start, methodEnd } = this.#head;
    if (methodEnd - start === 3 && bytes[start] === 0x47 && bytes[start + 2] === 0x54) return 'GET'; // no other method of three letters reads G?T
    return this.#head.text(start, methodEnd);
  }

  /** The bytes of the request line's target, unchanged: visible US-ASCII without "#". */
  get target(): string {
    return (this.#target ??= this.#head.text(this.#head.targetStart, this.#head.targetEnd));
  }

  /** Whether `target` is this, without making a string of it. */
  hasTarget(target: string): boolean {
    return this.#head.isText(this.#head.targetStart, this.#head.targetEnd, target);
  }

  /** Of HTTP/1.x. */
  get minorVersion(): number {
    return this.#head.minorVersion;
  }

  /** The value of the first header of that name, which must be in lower case; bytes above 0x7f as Latin-1. */
  header(name: string): string | undefined {
    const head = this.#head;
    const { spans } = head;
    const end = head.headerCount * 4;
    const { length } = name;
    for (let span = 0; span < end; span += 4) {
      const start = spans[span] ?? 0;
      if ((spans[span + 1] ?? 0) - start === length && head.isName(start, length, name)) {
        return head.text(spans[span + 2] ?? 0, spans[span + 3] ?? 0);
      }
    }
    return undefined;
  }

  /** The value of a header whose name is given in lower case, several of that name joined by commas (RFC 9110 section 5.3). */
  joinedHeader(name: string): string | undefined {
    const head = this.#head;
    const { spans } = head;
    const end = head.headerCount * 4;
    const { length } = name;
    let joined: string | undefined;
    for (let span = 0; span < end; span += 4) {
      const start = spans[span] ?? 0;
      if ((spans[span + 1] ?? 0) - start !== length || !head.isName(start, length, name)) continue;
      const value = head.text(spans[span + 2] ?? 0, spans[span + 3] ?? 0);
      joined = joined === undefined ? value : `${joined}, ${value}`;
    }
    return joined;
  }

  /** The values of all headers of that name, which must be in lower case, in their order. */
  headerValues(name: string): string[] {
    const raw = this.rawHeaders();
    return raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === name);
  }

  /** Names and values in turn, as they were sent. */
  rawHeaders(): string[] {
    const head = this.#head;
    const raw: string[] = [];
    for (let span = 0; span < head.headerCount * 4; span += 2) {
      raw.push(head.text(head.spans[span] ?? 0, head.spans[span + 1] ?? 0));
    }
    return raw;
  }

  /** For the listener: the scanner holds another request now. */
  renew(): void {
    this.#target = undefined;
    this.body = NO_BODY;
  }
}
