/** The value that stands for all greater ones: 2^31 seconds, 68 years (RFC 9111 section 1.2.2). */
const MOST_SECONDS = 2_147_483_648;
const DIGITS = /^[0-9]+$/;

/** `1*DIGIT` as milliseconds, at most those of 2^31 seconds; undefined for all else, signs and fractions too. */
export function parseDeltaSeconds(text: string): number | undefined {
  return DIGITS.test(text) ? Math.min(Number(text), MOST_SECONDS) * 1000 : undefined;
}
