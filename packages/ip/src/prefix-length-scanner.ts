/** Statuses of `scanLength` that are no length. */
export const LENGTH_MISSING = -1;
export const LENGTH_NOT_DECIMAL = -2;
export const LENGTH_LEADING_ZERO = -3;
/** More than any family allows; whether a smaller one fits is for the caller, who knows the family. */
export const LENGTH_TOO_BIG = -4;

const MAX_LENGTH = 128;

/** Reads the prefix length that begins at `start`: 0 to 128, or one of the statuses above. No sign, no leading zeros. */
export function scanLength(text: string, start: number): number {
  if (start >= text.length) return LENGTH_MISSING;
  let length = 0;
  let leadingZero = false;
  for (let i = start; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return LENGTH_NOT_DECIMAL;
    leadingZero ||= i > start && length === 0;
    if (length <= MAX_LENGTH) length = length * 10 + digit;
  }
  if (leadingZero) return LENGTH_LEADING_ZERO;
  return length > MAX_LENGTH ? LENGTH_TOO_BIG : length;
}
