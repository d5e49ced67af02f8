// A `!` stands only on reads of typed arrays at an index that the loop before it has bounded.
import { BYTE_CLASSES, LOWER_CASE, NAME, TARGET, VALUE } from './byte-classes.ts';
import type { Refusal } from './refusal.ts';

/** Bounds of one head. */
export interface HeadLimits {
  /** Of the request line and header lines together, the empty line included. */
  readonly maxHeaderBytes: number;
  readonly maxHeaders: number;
  readonly maxTargetBytes: number;
}

/** `complete`: the head stands in the scan; `partial`: so far all is well; else why it is none. */
export type HeadVerdict = 'complete' | 'partial' | Refusal;

/** Headers that decide about framing, routing or the connection. */
export const MARKED = {
  host: 0,
  connection: 1,
  contentLength: 2,
  transferEncoding: 3,
  expect: 4,
  upgrade: 5,
} as const;
export type Marked = (typeof MARKED)[keyof typeof MARKED];

/** `toString('latin1', start, end)` without its looking for the encoding: a quarter cheaper, and missing from the types. */
interface LatinBuffer extends Buffer {
  latin1Slice(start: number, end: number): string;
}

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;
const SLASH = 0x2f;
const PER_HEADER = 4;
const VERSION = Uint8Array.from('HTTP/1.', (character) => character.charCodeAt(0));

/**
 * One request head: where its parts lie in the bytes, without a copy. Reads what RFC 9112 sections 2 to 5 give as grammar
 * and nothing of what it lets a lenient reader forgive: no bare LF or CR, no white space around names, no folded lines. One
 * instance serves a whole listener: what it says holds until the next scan.
 */
export class HeadScanner {
  bytes: LatinBuffer = Buffer.alloc(0) as LatinBuffer;
  /** Of the method: after an empty line that may stand before the request (RFC 9112 section 2.2). */
  start = 0;
  methodEnd = 0;
  targetStart = 0;
  targetEnd = 0;
  minorVersion = 0;
  /** The first byte after the head. */
  end = 0;
  headerCount = 0;
  /** Four per header: start and end of the name, start and end of the value. */
  readonly spans: Int32Array;
  /** How often each of MARKED stands there, and the number of its last header. */
  readonly marks = new Int32Array(6);
  readonly markedAt = new Int32Array(6);
  /** Bits `1 << marked` of those that occur. */
  marked = 0;
  readonly #limits: HeadLimits;

  constructor(limits: HeadLimits) {
    this.#limits = limits;
    this.spans = new Int32Array(limits.maxHeaders * PER_HEADER);
  }

  /** Scans the bytes from `from`; they must not change while the scan is in use. */
  scan(bytes: Buffer, from: number): HeadVerdict {
    this.bytes = bytes as LatinBuffer;
    const size = bytes.length;
    const { maxHeaderBytes, maxTargetBytes } = this.#limits;
    let at = from;
    if (at < size && bytes[at] === CR) {
      if (at + 1 < size && bytes[at + 1] !== LF) return 'request-line';
      at += 2;
    }
    this.start = at;
    // What does not fit is cut off here, so that every "needs more" below can tell whether more is allowed.
    const limit = Math.min(size, at + maxHeaderBytes);

    while (at < limit && (BYTE_CLASSES[bytes[at]!]! & NAME) !== 0) at++;
    if (at >= limit) return this.#wantMore(limit, size);
    if (bytes[at] !== SPACE || at === this.start) return 'request-line';
    this.methodEnd = at;
    const targetStart = ++at;
    this.targetStart = targetStart;
    while (at < limit && (BYTE_CLASSES[bytes[at]!]! & TARGET) !== 0) at++;
    if (at - targetStart > maxTargetBytes) return 'target-too-long';
    if (at >= limit) return this.#wantMore(limit, size);
    if (at === targetStart) return 'request-line';
    if (bytes[at] !== SPACE) return 'target';
    this.targetEnd = at++;
    for (let i = 0; i < VERSION.length; i++, at++) {
      if (at >= limit) return this.#wantMore(limit, size);
      if (bytes[at] !== VERSION[i]) return 'version';
    }
    if (at >= limit) return this.#wantMore(limit, size);
    this.minorVersion = bytes[at]! - 0x30;
    if (this.minorVersion !== 0 && this.minorVersion !== 1) return 'version';
    at++;
    if (at + 1 >= limit) return at < limit && bytes[at] !== CR ? 'version' : this.#wantMore(limit, size);
    if (bytes[at] !== CR || bytes[at + 1] !== LF) return 'version';
    return this.#scanHeaders(at + 2, limit);
  }

  #scanHeaders(from: number, limit: number): HeadVerdict {
    const { bytes, spans } = this;
    const size = bytes.length;
    const capacity = spans.length;
    let at = from;
    let span = 0;
    for (let mark = 0; mark < 6; mark++) this.marks[mark] = 0;
    this.marked = 0;
    for (;;) {
      const nameStart = at;
      while (at < limit && (BYTE_CLASSES[bytes[at]!]! & NAME) !== 0) at++;
      if (at >= limit) return this.#wantMore(limit, size);
      const nameEnd = at;
      if (bytes[at] !== COLON) {
        if (bytes[at] !== CR || nameEnd !== nameStart) return 'header';
        if (at + 1 >= limit) return this.#wantMore(limit, size);
        if (bytes[at + 1] !== LF) return 'header';
        this.end = at + 2;
        this.headerCount = span / PER_HEADER;
        return 'complete';
      }
      if (nameEnd === nameStart) return 'header';
      if (span === capacity) return 'too-many-headers';
      at++;
      while (at < limit && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
      const valueStart = at;
      while (at < limit && (BYTE_CLASSES[bytes[at]!]! & VALUE) !== 0) at++;
      if (at + 1 >= limit) return at < limit && bytes[at] !== CR ? 'header' : this.#wantMore(limit, size);
      if (bytes[at] !== CR || bytes[at + 1] !== LF) return 'header';
      let valueEnd = at;
      while (valueEnd > valueStart && (bytes[valueEnd - 1] === SPACE || bytes[valueEnd - 1] === TAB)) valueEnd--;
      at += 2;
      this.#mark(nameStart, nameEnd, span / PER_HEADER);
      spans[span] = nameStart;
      spans[span + 1] = nameEnd;
      spans[span + 2] = valueStart;
      spans[span + 3] = valueEnd;
      span += PER_HEADER;
    }
  }

  /** The bytes end before the head does: more may come, unless this is already as much as a head may have. */
  #wantMore(limit: number, size: number): HeadVerdict {
    return limit < size || limit - this.start >= this.#limits.maxHeaderBytes ? 'header-too-large' : 'partial';
  }

  #mark(start: number, end: number, header: number): void {
    const marked = this.#markOf(start, end - start);
    if (marked === undefined) return;
    this.marks[marked]!++;
    this.markedAt[marked] = header;
    this.marked |= 1 << marked;
  }

  #markOf(start: number, length: number): Marked | undefined {
    switch (length) {
      case 4:
        return this.isName(start, length, 'host') ? MARKED.host : undefined;
      case 6:
        return this.isName(start, length, 'expect') ? MARKED.expect : undefined;
      case 7:
        return this.isName(start, length, 'upgrade') ? MARKED.upgrade : undefined;
      case 10:
        return this.isName(start, length, 'connection') ? MARKED.connection : undefined;
      case 14:
        return this.isName(start, length, 'content-length') ? MARKED.contentLength : undefined;
      case 17:
        return this.isName(start, length, 'transfer-encoding') ? MARKED.transferEncoding : undefined;
      default:
        return undefined;
    }
  }

  /** Whether the bytes are `name`, which is in lower case and as long, in any case. */
  isName(start: number, length: number, name: string): boolean {
    const { bytes } = this;
    for (let i = 0; i < length; i++) {
      if (LOWER_CASE[bytes[start + i]!] !== name.charCodeAt(i)) return false;
    }
    return true;
  }

  /** Whether the bytes are exactly `text`, which is ASCII. */
  isText(start: number, end: number, text: string): boolean {
    const { bytes } = this;
    if (end - start !== text.length) return false;
    for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  /** A part of the bytes, each as the character of its number. */
  text(start: number, end: number): string {
    return this.bytes.latin1Slice(start, end);
  }

  get isOriginForm(): boolean {
    return this.bytes[this.targetStart] === SLASH;
  }
}
