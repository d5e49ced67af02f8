/** What was served in some time: plain numbers. */
export interface TrafficSums {
  requests: number;
  /** Bytes of bodies that the kernel took. */
  egressBytes: number;
  /** Of these, those that no origin was asked for on the client's behalf, and the rest. */
  hitBytes: number;
  missBytes: number;
}

export function newSums(): TrafficSums {
  return { requests: 0, egressBytes: 0, hitBytes: 0, missBytes: 0 };
}

export function addSums(to: TrafficSums, from: Readonly<TrafficSums>): void {
  to.requests += from.requests;
  to.egressBytes += from.egressBytes;
  to.hitBytes += from.hitBytes;
  to.missBytes += from.missBytes;
}

/** The byte hit ratio, 0 to 1; null when nothing was served. */
export function hitRatioBytes({ hitBytes, missBytes }: Readonly<TrafficSums>): number | null {
  const all = hitBytes + missBytes;
  return all === 0 ? null : hitBytes / all;
}
