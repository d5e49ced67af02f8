/** Dotted quad of a uint32. */
export function formatV4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

const COLON = 0x3a;
const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const groups = new Uint16Array(8);
/** Room for eight groups of four digits and seven colons. */
const characters = Buffer.alloc(39);

/** RFC 5952 text of four uint32 words: lower case, no leading zeros, "::" for the longest run of two or more zero groups, the first of equals. */
export function formatV6(a: number, b: number, c: number, d: number): string {
  setGroups(a, b, c, d);
  const gap = longestZeroRun();
  let at = 0;
  for (let index = 0; index < 8; index++) {
    if (index === gap.start) {
      characters[at++] = COLON;
      if (gap.start + gap.length === 8) characters[at++] = COLON;
      index += gap.length - 1;
      continue;
    }
    if (index > 0) characters[at++] = COLON;
    at = writeGroup(groups[index]!, at); // index is 0 to 7
  }
  return characters.toString('latin1', 0, at);
}

function setGroups(a: number, b: number, c: number, d: number): void {
  groups[0] = a >>> 16;
  groups[1] = a;
  groups[2] = b >>> 16;
  groups[3] = b;
  groups[4] = c >>> 16;
  groups[5] = c;
  groups[6] = d >>> 16;
  groups[7] = d;
}

/** Writes without leading zeros; returns where the next character goes. */
function writeGroup(group: number, from: number): number {
  let at = from;
  if (group > 0xfff) characters[at++] = DIGITS[group >>> 12]!;
  if (group > 0xff) characters[at++] = DIGITS[(group >>> 8) & 15]!;
  if (group > 0xf) characters[at++] = DIGITS[(group >>> 4) & 15]!;
  characters[at++] = DIGITS[group & 15]!; // all four indices are 0 to 15
  return at;
}

/** The longest run of at least two zero groups; `start` is -1 when there is none. */
function longestZeroRun(): { readonly start: number; readonly length: number } {
  let start = -1;
  let length = 1;
  for (let index = 0, runStart = 0; index < 8; index++) {
    if (groups[index] !== 0) runStart = index + 1;
    else if (index + 1 - runStart > length) {
      start = runStart;
      length = index + 1 - runStart;
    }
  }
  return { start, length };
}
