import { AddressError } from './address-error.ts';
import { scanAddress, scanned } from './address-scanner.ts';
import { formatV4, formatV6 } from './address-text.ts';

export type Family = 4 | 6;

/**
 * An IPv4 or IPv6 address, immutable. An IPv4-mapped IPv6 address (`::ffff:1.2.3.4`, what a dual-stack socket shows) is
 * the IPv4 address: it never exists as family 6.
 */
export class Address {
  readonly family: Family;
  /** Most significant uint32 word; the whole value of an IPv4 address, whose other words are 0. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;

  private constructor(family: Family, a: number, b: number, c: number, d: number) {
    this.family = family;
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }

  /** Reads the forms of RFC 4291 section 2.2 and RFC 3986 `IPv4address`. Throws AddressError. */
  static parse(text: string): Address {
    const status = scanAddress(text, text.length);
    if (status !== 0) throw new AddressError(text, status);
    return new Address(scanned.family, scanned.a, scanned.b, scanned.c, scanned.d);
  }

  /** As `parse`, but undefined for bad text. Allocates the result and nothing else. */
  static tryParse(text: string): Address | undefined {
    if (scanAddress(text, text.length) !== 0) return undefined;
    return new Address(scanned.family, scanned.a, scanned.b, scanned.c, scanned.d);
  }

  /** The IPv4 address of a uint32. Throws RangeError for any other number. */
  static v4(value: number): Address {
    if (value >>> 0 !== value)
      throw new RangeError(`Cannot make an IPv4 address: value must be a uint32: received ${value}`);
    return new Address(4, value, 0, 0, 0);
  }

  /** The address of four uint32 words, most significant first. Throws RangeError for any other number. */
  static v6(a: number, b: number, c: number, d: number): Address {
    if (a >>> 0 !== a || b >>> 0 !== b || c >>> 0 !== c || d >>> 0 !== d) {
      throw new RangeError(`Cannot make an IPv6 address: words must be uint32: received ${a}, ${b}, ${c}, ${d}`);
    }
    if (a === 0 && b === 0 && c === 0xffff) return new Address(4, d, 0, 0, 0);
    return new Address(6, a, b, c, d);
  }

  equals(other: Address): boolean {
    return (
      this.family === other.family &&
      this.a === other.a &&
      this.b === other.b &&
      this.c === other.c &&
      this.d === other.d
    );
  }

  /** Canonical text, RFC 5952. Reading it back gives an equal address. */
  toString(): string {
    return this.family === 4 ? formatV4(this.a) : formatV6(this.a, this.b, this.c, this.d);
  }
}
