/** What a drive's share of the keys depends on. */
export interface Weighted {
  readonly directory: string;
  readonly sizeBytes: number;
}

/**
 * The drive of a key: weighted rendezvous (Schindelhauer, Schomaker 2005), so that a drive that comes or goes moves only its own
 * share of the keys. `drives` is not empty.
 */
export function chooseDrive<Drive extends Weighted>(key: string, drives: readonly [Drive, ...Drive[]]): Drive {
  let [best] = drives;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const drive of drives) {
    const score = drive.sizeBytes / -Math.log(fractionOf(`${drive.directory}\0${key}`));
    if (score <= bestScore) continue;
    bestScore = score;
    best = drive;
  }
  return best;
}

/** Above 0 and below 1, even over all texts. */
function fractionOf(text: string): number {
  return (Number(BigInt.asUintN(52, Bun.hash.xxHash3(text))) + 0.5) / 2 ** 52;
}
