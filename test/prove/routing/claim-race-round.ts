import { claimId, type Claim } from '@nearhop/contracts';
import { Address, Prefix } from '@nearhop/ip';
import type { Change } from '@nearhop/registry';
import { randomInteger } from '../../harness/random.ts';

/** Rounds have 4,096 IPv4 blocks of their own, and as many IPv6 ones, turn about. */
export const MOST_ROUNDS = 8_192;

/** The claims of one round: each of another customer, all around one address, so that every two overlap, in random order. */
export function raceRound(round: number, claims: number, random: () => number): Change[] {
  const word = () => randomInteger(random, 2 ** 32);
  const index = round >>> 1;
  const isV4 = round % 2 === 0;
  const target = isV4
    ? Address.v4(0x0a_00_00_00 + index * 0x1000 + randomInteger(random, 0x1000))
    : Address.v6(0x20_01_0d_b8, index * 0x10000, word(), word());
  const [shortest, longest] = isV4 ? [20, 32] : [48, 128];
  return Array.from({ length: claims }, (_, number) => {
    const length = shortest + randomInteger(random, longest - shortest + 1);
    return changeFor(number, Prefix.containing(target, length));
  });
}

function changeFor(number: number, prefix: Prefix): Change {
  const node = `n_${String(number).padStart(16, '0')}`;
  const value: Claim = { node, customer: `racer-${number}`, prefix: prefix.toString(), state: 'valid', shared: false };
  const write = { kind: 'claim' as const, id: claimId(value), value };
  return { writes: [write], by: 'local:race@test', why: null, at: '2026-11-22T12:00:00.000Z' };
}
