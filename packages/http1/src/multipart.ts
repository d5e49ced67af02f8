import { headerLine } from './answer.ts';
import type { BodyPart } from './file-body.ts';

/** One range of a representation: its first and last byte, and the parts that hold them. */
export interface MultipartRange {
  readonly first: number;
  readonly last: number;
  readonly parts: readonly BodyPart[];
}

export interface MultipartOptions {
  /** At most 70 characters of those that RFC 2046 section 5.1.1 allows; it must not occur in the content. */
  readonly boundary: string;
  /** Of the representation; null when it has none. */
  readonly contentType: string | null;
  readonly completeBytes: number;
}

const BOUNDARY = /^[0-9A-Za-z'()+_,./:=?-]{1,70}$/;

/** The body of a `multipart/byteranges` answer (RFC 9110 section 14.6), with the Content-Type that goes with it. */
export function multipartByteranges(
  { boundary, contentType, completeBytes }: MultipartOptions,
  ranges: readonly MultipartRange[],
): { readonly contentType: string; readonly parts: readonly BodyPart[] } {
  if (!BOUNDARY.test(boundary)) {
    throw new RangeError(
      `Cannot use boundary ${JSON.stringify(boundary)}: write 1 to 70 letters, digits or '()+_,-./:=?`,
    );
  }
  const type = contentType === null ? '' : headerLine('Content-Type', contentType);
  const parts = ranges.flatMap(({ first, last, parts }, index): BodyPart[] => {
    const range = headerLine('Content-Range', `bytes ${first}-${last}/${completeBytes}`);
    return [Buffer.from(`${index === 0 ? '' : '\r\n'}--${boundary}\r\n${type}${range}\r\n`), ...parts];
  });
  return {
    contentType: `multipart/byteranges; boundary="${boundary}"`,
    parts: [...parts, Buffer.from(`\r\n--${boundary}--\r\n`)],
  };
}
