import { Address, type Family } from './address.ts';

/** The address as one number, for arithmetic that no request waits for: 0 to 2^32 - 1, or 0 to 2^128 - 1. */
export function addressValue(address: Address): bigint {
  if (address.family === 4) return BigInt(address.a);
  return (BigInt(address.a) << 96n) | (BigInt(address.b) << 64n) | (BigInt(address.c) << 32n) | BigInt(address.d);
}

/** The address of a number in the range of its family. */
export function addressOfValue(family: Family, value: bigint): Address {
  if (family === 4) return Address.v4(Number(value));
  return Address.v6(word(value, 96n), word(value, 64n), word(value, 32n), word(value, 0n));
}

function word(value: bigint, shift: bigint): number {
  return Number(BigInt.asUintN(32, value >> shift));
}
