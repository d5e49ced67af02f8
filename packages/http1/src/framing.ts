import { BYTE_CLASSES, HOST } from './byte-classes.ts';
import { MARKED, type HeadScanner, type Marked } from './head-scanner.ts';
import type { Refusal } from './refusal.ts';

/** What a head says about its message and its connection. */
export interface Framing {
  readonly isKeptAlive: boolean;
  /** Bytes of the body; null when it is chunked. */
  readonly bodyBytes: number | null;
  readonly expectsContinue: boolean;
}

const HOST_BIT = 1 << MARKED.host;
const CONNECTION_BIT = 1 << MARKED.connection;
const PLAIN: Framing = { isKeptAlive: true, bodyBytes: 0, expectsContinue: false };
const PLAIN_CLOSE: Framing = { isKeptAlive: false, bodyBytes: 0, expectsContinue: false };

/**
 * The framing of the commonest requests, of which one reading is beyond doubt: GET or HEAD of an absolute path, HTTP/1.1, one
 * plain Host, at most one `Connection: keep-alive` or `close`, and nothing that frames a body or changes the protocol.
 * Undefined for every other head, which `judgeFraming` and a second parser look at.
 */
export function plainFraming(head: HeadScanner): Framing | undefined {
  const { marked, bytes, start } = head;
  if ((marked | CONNECTION_BIT) !== (HOST_BIT | CONNECTION_BIT) || head.marks[MARKED.host] !== 1) return undefined;
  const length = head.methodEnd - start;
  const isGet = length === 3 && bytes[start] === 0x47 && bytes[start + 1] === 0x45 && bytes[start + 2] === 0x54;
  if (!isGet && !(length === 4 && head.text(start, head.methodEnd) === 'HEAD')) return undefined;
  if (head.minorVersion !== 1 || !head.isOriginForm || !hasPlainHost(head)) return undefined;
  if ((marked & CONNECTION_BIT) === 0) return PLAIN;
  if (head.marks[MARKED.connection] !== 1) return undefined;
  if (markedValueIs(head, MARKED.connection, 'keep-alive')) return PLAIN;
  return markedValueIs(head, MARKED.connection, 'close') ? PLAIN_CLOSE : undefined;
}

/** The framing of any head (RFC 9112 sections 3.2, 6 and 9.3), or why it is refused. */
export function judgeFraming(head: HeadScanner): Framing | Refusal {
  const method = head.text(head.start, head.methodEnd);
  const target = head.text(head.targetStart, head.targetEnd);
  if (method === 'CONNECT' || isMarked(head, MARKED.upgrade)) return 'upgrade';
  const isBodiless = method === 'GET' || method === 'HEAD' || method === 'TRACE';
  const host = hostOf(head);
  if (host === undefined) return 'host';
  const formRefusal = judgeTargetForm(method, target, host, head.minorVersion);
  if (formRefusal !== undefined) return formRefusal;
  const tokens = connectionTokens(head);
  if (tokens === undefined) return 'header';
  if (tokens.includes('upgrade')) return 'upgrade';
  const bodyBytes = judgeBody(head);
  if (typeof bodyBytes === 'string') return bodyBytes;
  if (isBodiless && bodyBytes !== 0) return 'body';
  const expectsContinue = isMarked(head, MARKED.expect);
  if (expectsContinue && (head.marks[MARKED.expect] !== 1 || !markedValueIs(head, MARKED.expect, '100-continue'))) {
    return 'expectation';
  }
  const isKeptAlive = !tokens.includes('close') && (head.minorVersion === 1 || tokens.includes('keep-alive'));
  // RFC 9110 section 10.1.1: an HTTP/1.0 client's expectation is ignored.
  return { isKeptAlive, bodyBytes, expectsContinue: expectsContinue && head.minorVersion === 1 };
}

/** Content-Length and Transfer-Encoding (RFC 9112 sections 6.1 to 6.3): both at once, or either in any odd form, is an attack. */
function judgeBody(head: HeadScanner): number | null | Refusal {
  const hasLength = isMarked(head, MARKED.contentLength);
  if (isMarked(head, MARKED.transferEncoding)) {
    const isChunked =
      head.marks[MARKED.transferEncoding] === 1 && markedValueIs(head, MARKED.transferEncoding, 'chunked');
    return hasLength || !isChunked || head.minorVersion === 0 ? 'transfer-encoding' : null;
  }
  if (!hasLength) return 0;
  const text = markedValue(head, MARKED.contentLength);
  if (head.marks[MARKED.contentLength] !== 1 || !/^[0-9]{1,15}$/.test(text)) return 'content-length';
  return Number(text);
}

const AUTHORITY =
  /^(?:\[[0-9A-Fa-f:.]{2,45}\]|(?:[A-Za-z0-9._~!$&'()*+;=-]|%[0-9A-Fa-f]{2})+)(?::(?<port>[0-9]{1,5}))?$/;
const ABSOLUTE_FORM = /^https?:\/\/(?<authority>[^/?]*)(?:[/?]|$)/i;
const MAX_PORT = 65_535;

/** The one value of Host, which only HTTP/1.0 may leave out (RFC 9112 section 3.2); undefined when it is none. */
function hostOf(head: HeadScanner): string | undefined {
  if (!isMarked(head, MARKED.host)) return head.minorVersion === 0 ? '' : undefined;
  const host = markedValue(head, MARKED.host);
  return head.marks[MARKED.host] === 1 && isAuthority(host) ? host : undefined;
}

function isAuthority(text: string): boolean {
  const match = AUTHORITY.exec(text);
  return match !== null && Number(match.groups?.['port'] ?? 0) <= MAX_PORT;
}

/** RFC 9112 section 3.2: an absolute path, `*` for OPTIONS, or an http URI whose authority is Host's. */
function judgeTargetForm(method: string, target: string, host: string, minorVersion: number): Refusal | undefined {
  if (target.startsWith('/')) return undefined;
  if (target === '*') return method === 'OPTIONS' ? undefined : 'target';
  const authority = ABSOLUTE_FORM.exec(target)?.groups?.['authority'];
  if (authority === undefined || !isAuthority(authority)) return 'target';
  return host.toLowerCase() === authority.toLowerCase() || (host === '' && minorVersion === 0) ? undefined : 'host';
}

/** Tokens of all Connection headers in lower case; undefined when one is no token (RFC 9110 section 7.6.1). */
function connectionTokens(head: HeadScanner): readonly string[] | undefined {
  if (!isMarked(head, MARKED.connection)) return [];
  const tokens: string[] = [];
  for (let header = 0; header < head.headerCount; header++) {
    const [nameStart = 0, nameEnd = 0, valueStart = 0, valueEnd = 0] = head.spans.subarray(header * 4, header * 4 + 4);
    if (nameEnd - nameStart !== 10 || !head.isName(nameStart, 10, 'connection')) continue;
    for (const item of head.text(valueStart, valueEnd).split(',')) {
      const token = item.replace(/^[ \t]+|[ \t]+$/g, '').toLowerCase();
      if (!/^[!#$%&'*+.^_`|~0-9a-z-]*$/.test(token)) return undefined;
      if (token !== '') tokens.push(token);
    }
  }
  return tokens;
}

/** A name or IPv4 address, with or without a port; other spellings are left to the full grammar. */
function hasPlainHost(head: HeadScanner): boolean {
  const { bytes, spans } = head;
  const header = head.markedAt[MARKED.host] ?? 0;
  let at = spans[header * 4 + 2] ?? 0;
  const end = spans[header * 4 + 3] ?? 0;
  if (at === end) return false;
  let colon = -1;
  for (; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (((BYTE_CLASSES[byte] ?? 0) & HOST) === 0) return false;
    if (byte !== 0x3a) {
      if (colon !== -1 && (byte < 0x30 || byte > 0x39)) return false;
      continue;
    }
    if (colon !== -1 || at === spans[header * 4 + 2]) return false;
    colon = at;
  }
  // Four digits at most: they are a port without a look at their value.
  return colon === -1 || (end - colon > 1 && end - colon <= 5) || isAuthority(markedValue(head, MARKED.host));
}

function isMarked(head: HeadScanner, marked: Marked): boolean {
  return (head.marked & (1 << marked)) !== 0;
}

function markedValueIs(head: HeadScanner, marked: Marked, lowerCase: string): boolean {
  const header = head.markedAt[marked] ?? 0;
  const start = head.spans[header * 4 + 2] ?? 0;
  const length = (head.spans[header * 4 + 3] ?? 0) - start;
  return length === lowerCase.length && head.isName(start, length, lowerCase);
}

function markedValue(head: HeadScanner, marked: Marked): string {
  const header = head.markedAt[marked] ?? 0;
  return head.text(head.spans[header * 4 + 2] ?? 0, head.spans[header * 4 + 3] ?? 0);
}
