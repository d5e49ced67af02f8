import { ADDRESS_FAULT } from './address-fault.ts';

/**
 * The request path's reader of addresses: one pass over char codes, no allocation.
 *
 * The grammar is RFC 4291 section 2.2 for IPv6 (all three forms, so the last 32 bits may be a dotted quad) and RFC 3986
 * `IPv4address` for IPv4: four decimal numbers without leading zeros. What `inet_aton` or a URL parser would also
 * take (octal, hexadecimal, `127.1`, full-width digits) is refused, because two readers that disagree about
 * an address are a hole.
 */

/** Result of the last scan that returned 0; the next scan overwrites it, so read it at once. */
export const scanned = {
  family: 4 as 4 | 6,
  /** Whether the IPv4 address was written as IPv4-mapped IPv6. */
  mapped: 0 as 0 | 1,
  a: 0,
  b: 0,
  c: 0,
  d: 0,
};

const MAX_TEXT_LENGTH = 45; // "0000:0000:0000:0000:0000:ffff:255.255.255.255"
const DOT = 46;
const COLON = 58;

const groups = new Uint16Array(8);

/** Reads `text` up to `end`. Returns 0 and fills `scanned`, or the number of an ADDRESS_FAULT. */
export function scanAddress(text: string, end: number): number {
  if (end === 0) return ADDRESS_FAULT.empty;
  if (end > MAX_TEXT_LENGTH) return ADDRESS_FAULT['too-long'];
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === COLON) return scanV6(text, end);
    if (code === DOT) break;
    if (code > 126) return faultOfCharacter(code); // before a number is blamed for what follows it
  }
  const value = scanQuad(text, 0, end);
  if (value < 0) return -value;
  setV4(value, 0);
  return 0;
}

/** Reads a dotted quad: its value, 0 to 2^32 - 1, or the number of a fault negated. */
function scanQuad(text: string, start: number, end: number): number {
  let value = 0;
  let number = 0;
  let digits = 0;
  let dots = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    const digit = code - 48;
    if (digit >= 0 && digit <= 9) {
      if (digits > 0 && number === 0) return -ADDRESS_FAULT['leading-zero'];
      number = number * 10 + digit;
      if (number > 255) return -ADDRESS_FAULT['number-range'];
      digits++;
    } else if (code === DOT) {
      if (digits === 0) return -ADDRESS_FAULT['number-missing'];
      if (dots === 3) return -ADDRESS_FAULT['number-count'];
      value = value * 256 + number;
      number = 0;
      digits = 0;
      dots++;
    } else {
      return -faultOfCharacter(code);
    }
  }
  if (digits === 0) return -ADDRESS_FAULT['number-missing'];
  if (dots !== 3) return -ADDRESS_FAULT['number-count'];
  return value * 256 + number;
}

function scanV6(text: string, end: number): number {
  let count = 0; // groups read
  let gap = -1; // how many groups stand before the "::", -1 without one
  let group = 0;
  let digits = 0;
  let groupStart = 0;
  let i = 0;
  if (text.charCodeAt(0) === COLON) {
    if (end === 1 || text.charCodeAt(1) !== COLON) return ADDRESS_FAULT['lone-colon'];
    gap = 0;
    groupStart = i = 2;
  }
  for (; i < end; i++) {
    const code = text.charCodeAt(i);
    const digit = hexValue(code);
    if (digit >= 0) {
      if (digits === 4) return ADDRESS_FAULT['group-digits'];
      group = (group << 4) | digit;
      digits++;
    } else if (code === COLON) {
      if (digits === 0) {
        if (gap >= 0) return ADDRESS_FAULT['two-gaps'];
        gap = count;
      } else {
        if (count === 8) return ADDRESS_FAULT['group-count'];
        groups[count++] = group;
        group = 0;
        digits = 0;
      }
      groupStart = i + 1;
    } else if (code === DOT) {
      const quad = scanQuad(text, groupStart, end);
      if (quad < 0) return quad === -ADDRESS_FAULT.port ? ADDRESS_FAULT['group-count'] : -quad;
      if (count > 6) return ADDRESS_FAULT['group-count'];
      groups[count++] = quad >>> 16;
      group = quad & 0xffff;
      digits = 4;
      break;
    } else {
      return faultOfCharacter(code);
    }
  }
  if (digits > 0) {
    if (count === 8) return ADDRESS_FAULT['group-count'];
    groups[count++] = group;
  } else if (gap !== count) {
    return ADDRESS_FAULT['lone-colon'];
  }
  // "::" stands for one group at least (RFC 4291 section 2.2).
  if (gap < 0 ? count !== 8 : count > 7) return ADDRESS_FAULT['group-count'];
  setGroups(count, gap);
  return 0;
}

/** Moves the groups after the gap to the end, fills the gap with zeros, and sets the words. */
function setGroups(count: number, gap: number): void {
  if (gap >= 0) {
    const moved = 8 - count;
    for (let i = 7; i >= gap; i--) groups[i] = i - moved >= gap ? group16(i - moved) : 0;
  }
  const a = ((group16(0) << 16) | group16(1)) >>> 0;
  const b = ((group16(2) << 16) | group16(3)) >>> 0;
  const c = ((group16(4) << 16) | group16(5)) >>> 0;
  const d = ((group16(6) << 16) | group16(7)) >>> 0;
  if (a === 0 && b === 0 && c === 0xffff) {
    setV4(d, 1);
    return;
  }
  scanned.family = 6;
  scanned.mapped = 0;
  scanned.a = a;
  scanned.b = b;
  scanned.c = c;
  scanned.d = d;
}

function setV4(value: number, mapped: 0 | 1): void {
  scanned.family = 4;
  scanned.mapped = mapped;
  scanned.a = value;
  scanned.b = 0;
  scanned.c = 0;
  scanned.d = 0;
}

function group16(index: number): number {
  return groups[index]!; // index is 0 to 7 at every call
}

function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 0x20;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

function faultOfCharacter(code: number): number {
  if (code > 126) return code === 127 ? ADDRESS_FAULT.control : ADDRESS_FAULT['non-ascii'];
  if (code === 32 || (code >= 9 && code <= 13)) return ADDRESS_FAULT.space;
  if (code < 32) return ADDRESS_FAULT.control;
  if (code === 37) return ADDRESS_FAULT.zone;
  if (code === 47) return ADDRESS_FAULT.length;
  if (code === COLON) return ADDRESS_FAULT.port;
  if (code === 91 || code === 93) return ADDRESS_FAULT.brackets;
  return ADDRESS_FAULT.character;
}
