import { Address, Prefix } from '@nearhop/ip';
import { randomInteger } from '../../harness/random.ts';

const LENGTHS = { 4: [13, 14, 16, 17, 18, 20, 24, 28, 32], 6: [33, 36, 41, 44, 48, 52, 56, 64, 128] } as const;

/** An address of the region: even ones are IPv4. */
export function trunkIn(index: number, random: () => number): Address {
  const word = () => randomInteger(random, 2 ** 32);
  if (index % 2 === 0) return Address.v4((40 * 2 ** 24 + index * 2 ** 19 + randomInteger(random, 2 ** 19)) >>> 0);
  return Address.v6(((0x2a00 << 16) | index) >>> 0, word(), word(), word());
}

/** Mostly an address that shares many bits, so that blocks around the one hold the other. */
export function near(trunk: Address, random: () => number): Address {
  const flip = random() < 0.3 ? 0 : 2 ** randomInteger(random, 18);
  return trunk.family === 4
    ? Address.v4((trunk.a ^ flip) >>> 0)
    : Address.v6(trunk.a, (trunk.b ^ (flip << 12)) >>> 0, trunk.c, trunk.d);
}

/** Around one of the trunks, or around an address near it. */
export function randomPrefix(trunks: readonly Address[], random: () => number): string {
  const address = near(trunks[randomInteger(random, trunks.length)]!, random); // not empty
  const lengths = LENGTHS[address.family];
  return Prefix.containing(address, lengths[randomInteger(random, lengths.length)] ?? 32).toString();
}
