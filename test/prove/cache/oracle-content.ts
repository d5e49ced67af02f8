const SMALL_BYTES = 20_000;
const MIDDLE_BYTES = 3 * 1_048_576;
const LARGE_BYTES = 9 * 1_048_576;
/** Beyond one file of the store: 64 slices of 1 MiB. */
const HUGE_BYTES = 66 * 1_048_576;

/** How an origin has an object, which decides how a node may keep it. */
export type ContentKind =
  /** Strong tag, ranges, fresh for long. */
  | 'fresh'
  /** Strong tag, ranges, stale at once: validated each time. */
  | 'validated'
  /** The origin has no ranges. */
  | 'whole'
  /** No length, no ranges: chunked. */
  | 'chunked'
  /** No validator. */
  | 'untagged'
  /** As `fresh`, and larger than one file of the store. */
  | 'huge'
  /** May be kept nowhere. */
  | 'passed';

/** Bytes that follow from an object's name and version by a function of its own: what is right needs no store. */
export function contentBytes(name: string, version: number, start: number, end: number): Uint8Array {
  const key = textHash(`${name}#${version}`);
  const firstWord = Math.floor(start / 4);
  const words = new Uint32Array(Math.ceil(end / 4) - firstWord);
  for (let index = 0; index < words.length; index++) words[index] = mix(Math.imul(firstWord + index, 0x9e3779b1) ^ key);
  return new Uint8Array(words.buffer, start - firstWord * 4, end - start);
}

/** Each version has a length of its own. */
export function contentLength(name: string, version: number): number {
  const kind = kindOf(name);
  const draw = mix(textHash(`${name}@${version}`)) >>> 0;
  if (kind === 'huge') return HUGE_BYTES + (draw % MIDDLE_BYTES);
  const sizes = [SMALL_BYTES, SMALL_BYTES, MIDDLE_BYTES, MIDDLE_BYTES, LARGE_BYTES];
  return 1 + ((draw >>> 3) % (sizes[draw % sizes.length] ?? SMALL_BYTES));
}

/** Names that begin so, of objects whose first version has a fitting length. */
export function namesOfLength(prefix: string, count: number, fits: (lengthBytes: number) => boolean): string[] {
  const names: string[] = [];
  for (let index = 0; names.length < count; index++) {
    const name = `${prefix}-${index}`;
    if (fits(contentLength(name, 1))) names.push(name);
  }
  return names;
}

/** Of a name such as `/huge/17`. */
export function kindOf(name: string): ContentKind {
  return name.slice(1, name.indexOf('/', 1)) as ContentKind;
}

/** Where what was received differs from what is right; -1 when it does not. */
export function firstWrongByte(name: string, version: number, at: number, received: Uint8Array): number {
  const right = contentBytes(name, version, at, at + received.length);
  if (Buffer.compare(right, received) === 0) return -1;
  return at + received.findIndex((byte, index) => byte !== right[index]);
}

function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return mix(hash);
}

/** lowbias32: every bit of the result depends on every bit of the argument. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
