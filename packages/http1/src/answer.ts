import type { FileBody } from './file-body.ts';

/**
 * What a handler answers. Answers may be kept and used again: nothing changes them. One that is given at once, not by a promise,
 * is done with before the handler is asked again, so that one object can be filled anew for each request.
 */
export interface Answer {
  /** 200 to 599. */
  readonly status: number;
  /**
   * Header lines, each ending in CRLF, in ASCII: see `headerLine`. Date, Content-Length, Connection and Transfer-Encoding are
   * the listener's: they must not stand here (see `date`).
   */
  readonly headers: Text;
  /** Text goes out as UTF-8. To HEAD only its length is told; 204 and 304 have none. */
  readonly body: Body;
  /** The length of a body of text in UTF-8, if it is known: spares counting it. A wrong one costs the connection. */
  readonly textBytes?: number;
  /** When whoever made the answer made it (RFC 9110 section 6.6.1), where that was not now: a cache keeps what the origin said. */
  readonly date?: string;
  /** Ends the connection after this answer. */
  readonly connection?: 'close';
}

/** In pieces, text need not be joined: no piece ends in half a character; a number is a whole one from 0, written in decimal. */
export type Text = string | readonly (string | number)[];
export type Body = Text | Uint8Array | FileBody | null;

const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const FIELD_VALUE = /^[\t\x20-\x7e]*$/;

/** One line of `Answer.headers`. Throws RangeError for what would be no header, or two. */
export function headerLine(name: string, value: string): string {
  if (!FIELD_NAME.test(name)) {
    throw new RangeError(`Cannot write header ${JSON.stringify(name)}: write a token as its name`);
  }
  if (!FIELD_VALUE.test(value)) {
    throw new RangeError(
      `Cannot write header "${name}": its value must be printable ASCII: received ${JSON.stringify(value)}`,
    );
  }
  return `${name}: ${value}\r\n`;
}

/** Whether a body, and a Content-Length, may follow (RFC 9112 section 6.3, RFC 9110 section 8.6). */
export function mayHaveBody(status: number): boolean {
  return status !== 204 && status !== 304;
}
