import type { Address } from '@nearhop/ip';

const LOWER_SEED = 0x9e3779b9;
const twelveBytes = new DataView(new ArrayBuffer(12));

/**
 * A node's score for a client by weighted rendezvous: -weight / ln(point), the point being 52 hash bits of (client,
 * node) and a half, over 2^52. The hash is Bun's own MurmurHash3, so that the decision's is judged by another's.
 */
export function rendezvousScore(client: Address, node: number, weight: number): number {
  twelveBytes.setUint32(0, client.family === 4 ? 0 : client.a, true);
  twelveBytes.setUint32(4, client.family === 4 ? client.a : client.b, true);
  twelveBytes.setUint32(8, node, true);
  const bits =
    upper26(Bun.hash.murmur32v3(twelveBytes, 0)) * 2 ** 26 + upper26(Bun.hash.murmur32v3(twelveBytes, LOWER_SEED));
  return -weight / Math.log((bits + 0.5) / 2 ** 52);
}

function upper26(hash: number): number {
  return Math.floor(hash / 2 ** 6);
}
