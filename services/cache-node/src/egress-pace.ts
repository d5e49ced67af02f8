import { TokenBucket, type Pace } from '@nearhop/http1';
import type { NodeStatePlace } from './node-state/node-state-place.ts';

/** A second's worth at once makes short answers quick. */
const BURST_SECONDS = 1;

/** The pace that all answers share, as the limit is now: those under way keep the one that they began with. */
export function egressPaces(state: NodeStatePlace): () => readonly Pace[] {
  let limit: number | null = null;
  let paces: readonly Pace[] = [];
  return () => {
    const { maxEgressBytesPerSecond } = state.state.limits;
    if (maxEgressBytesPerSecond !== limit) {
      limit = maxEgressBytesPerSecond;
      paces = limit === null ? [] : [new TokenBucket({ bytesPerSecond: limit, burstBytes: limit * BURST_SECONDS })];
    }
    return paces;
  };
}
