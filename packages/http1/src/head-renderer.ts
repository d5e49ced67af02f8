import { STATUS_CODES } from 'node:http';
import { mayHaveBody, type Answer } from './answer.ts';

const SECOND_MS = 1_000;

/** Whether the connection goes on after an answer. */
export type Outcome = 'more' | 'last';

/**
 * Renders what stands before the body of an answer. Status line and `Date` (RFC 9110 section 6.6.1) of a second are rendered
 * once; a timer tells the time, rather than each answer asking for it.
 */
export class HeadRenderer {
  #second = -1;
  #dateLine = '';
  /** By status: everything before the length, or before the other headers where there is none. */
  #beginnings: (string | undefined)[] = [];

  constructor(nowMs: number) {
    this.renew(nowMs);
  }

  renew(nowMs: number): void {
    const second = Math.floor(nowMs / SECOND_MS);
    if (second === this.#second) return;
    this.#second = second;
    this.#dateLine = `Date: ${new Date(second * SECOND_MS).toUTCString()}\r\n`;
    this.#beginnings = [];
  }

  /** `minorVersion` is the request's. `Connection` is named where it differs from what that implies (RFC 9112 section 9.3). */
  render({ status, headers }: Answer, lengthBytes: number, outcome: Outcome, minorVersion: number): string {
    const beginning = this.#beginnings[status] ?? this.#begin(status);
    const connection =
      outcome === 'last' ? 'Connection: close\r\n' : minorVersion === 0 ? 'Connection: keep-alive\r\n' : '';
    return mayHaveBody(status)
      ? `${beginning}${lengthBytes}\r\n${connection}${headers}\r\n`
      : `${beginning}${connection}${headers}\r\n`;
  }

  #begin(status: number): string {
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      throw new RangeError(`Cannot answer: status must be 200 to 599: received ${status}`);
    }
    const statusLine = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`;
    const beginning = `${statusLine}${this.#dateLine}${mayHaveBody(status) ? 'Content-Length: ' : ''}`;
    this.#beginnings[status] = beginning;
    return beginning;
  }
}
