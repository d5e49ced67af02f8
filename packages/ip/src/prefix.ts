import { scanAddress, scanned } from './address-scanner.ts';
import { Address, type Family } from './address.ts';
import { addressBits, hasHostBits, networkAddress, networkMask, sameNetwork } from './network-mask.ts';
import { explainPrefix } from './prefix-complaint.ts';
import { PrefixError } from './prefix-error.ts';
import { scanLength } from './prefix-length-scanner.ts';

/** A block of addresses in CIDR form (RFC 4632), immutable and canonical: the bits after `length` are zero. */
export class Prefix {
  readonly address: Address;
  /** 0 to 32 for IPv4, 0 to 128 for IPv6. */
  readonly length: number;

  private constructor(address: Address, length: number) {
    this.address = address;
    this.length = length;
  }

  /** Reads `address/length`. Throws PrefixError; where host bits are set, its message holds the prefix that was likely meant. */
  static parse(text: string): Prefix {
    const prefix = Prefix.tryParse(text);
    if (prefix === undefined) throw explainPrefix(text);
    return prefix;
  }

  /** As `parse`, but undefined for bad text. Allocates the result and its address only. */
  static tryParse(text: string): Prefix | undefined {
    const slash = text.indexOf('/');
    if (slash < 0 || scanAddress(text, slash) !== 0 || scanned.mapped === 1) return undefined;
    const length = scanLength(text, slash + 1);
    if (length < 0 || length > addressBits(scanned.family)) return undefined;
    const address =
      scanned.family === 4 ? Address.v4(scanned.a) : Address.v6(scanned.a, scanned.b, scanned.c, scanned.d);
    return hasHostBits(address, length) ? undefined : new Prefix(address, length);
  }

  /** The prefix of a network address. Throws PrefixError on a bad length and on host bits. */
  static of(address: Address, length: number): Prefix {
    checkLength(address, length);
    if (!hasHostBits(address, length)) return new Prefix(address, length);
    const meant = `${networkAddress(address, length).toString()}/${length}`;
    throw new PrefixError(
      `Cannot make prefix "${address.toString()}/${length}": bits after the length must be zero: did you mean "${meant}"`,
      'host-bits',
    );
  }

  /** The prefix of that length around an address. Throws PrefixError on a bad length. */
  static containing(address: Address, length: number): Prefix {
    checkLength(address, length);
    return new Prefix(networkAddress(address, length), length);
  }

  get family(): Family {
    return this.address.family;
  }

  /** Whether all of `other` is inside. Never across families. */
  contains(other: Address | Prefix): boolean {
    if (other instanceof Prefix) return other.length >= this.length && this.contains(other.address);
    return other.family === this.address.family && sameNetwork(this.address, other, this.length);
  }

  /** Whether the two share an address. Prefixes nest or are disjoint, so this is containment either way round. */
  overlaps(other: Prefix): boolean {
    return this.contains(other) || other.contains(this);
  }

  first(): Address {
    return this.address;
  }

  /**
   * The greatest Address inside. Where the block ends with the IPv4-mapped block (`::/80` and 15 more), whose addresses
   * are IPv4 here, this is the one before it: `::fffe:ffff:ffff`.
   */
  last(): Address {
    const { a, b, c, d } = this.address;
    const lastA = (a | ~networkMask(this.length, 0)) >>> 0;
    if (this.family === 4) return Address.v4(lastA);
    const lastB = (b | ~networkMask(this.length, 1)) >>> 0;
    const lastC = (c | ~networkMask(this.length, 2)) >>> 0;
    const lastD = (d | ~networkMask(this.length, 3)) >>> 0;
    const endsMapped = lastA === 0 && lastB === 0 && lastC === 0xffff;
    return Address.v6(lastA, lastB, endsMapped ? 0xfffe : lastC, lastD);
  }

  equals(other: Prefix): boolean {
    return this.length === other.length && this.address.equals(other.address);
  }

  /** Canonical text: the address by RFC 5952, a slash, the length in decimal. */
  toString(): string {
    return `${this.address.toString()}/${this.length}`;
  }
}

function checkLength(address: Address, length: number): void {
  const bits = addressBits(address.family);
  if (Number.isInteger(length) && length >= 0 && length <= bits) return;
  throw new PrefixError(
    `Cannot make prefix "${address.toString()}/${length}": length must be 0 to ${bits}: received ${length}`,
    'length-range',
  );
}
