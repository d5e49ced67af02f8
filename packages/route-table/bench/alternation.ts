import type { Peer } from './lookup-peers.ts';

export interface PeerFigure {
  readonly peer: string;
  readonly entries?: number;
  readonly lookups: number;
  readonly millionPerSecond: number;
  readonly checksum: number;
}

/** Runs the peers by turns, so that what the machine does besides meets them alike; the first round only warms up. */
export function measurePeers(peers: readonly Peer[], repetitions: number): PeerFigure[] {
  const seconds = peers.map((): number[] => []);
  const checksums = peers.map(() => 0);
  for (let round = 0; round <= repetitions; round++) {
    for (const [index, peer] of peers.entries()) {
      const startedAt = performance.now();
      checksums[index] = peer.run();
      if (round > 0) seconds[index]?.push((performance.now() - startedAt) / 1_000);
    }
  }
  return peers.map(({ name, entries, lookups }, index) => ({
    peer: name,
    ...(entries !== undefined && { entries }),
    lookups,
    millionPerSecond: lookups / quantile(seconds[index] ?? [], 0.5) / 1e6,
    checksum: checksums[index] ?? 0,
  }));
}

/** The smallest of the values that at least `share` of them do not exceed. */
export function quantile(values: readonly number[] | Float64Array, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
