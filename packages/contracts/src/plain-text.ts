import { z } from 'zod';

/** Control and format characters move a terminal's cursor, colour it, or turn text around: whoever reads it sees another text. */
const PLAIN = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u;

/** Text that people write and read, on one line, of at most so many UTF-16 code units. */
export function plainTextSchema(maxLength: number) {
  return z.string().max(maxLength).regex(PLAIN, { message: 'write one line without control characters' });
}
