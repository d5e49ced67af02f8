import { TimeSlice } from './time-slice.ts';

/** Small enough that copying one block stays far below a time slice. */
const BLOCK_BYTES = 1 << 20;

/** Copies chunks into blocks of their own without holding the thread: they may show memory that changes later. */
export async function slicedCopy(chunks: Iterable<Uint8Array>): Promise<Uint8Array[]> {
  const blocks: Uint8Array[] = [];
  const slice = new TimeSlice();
  let block = new Uint8Array(BLOCK_BYTES);
  let used = 0;
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + BLOCK_BYTES - used);
      block.set(part, used);
      at += part.length;
      used += part.length;
      if (used < BLOCK_BYTES) continue;
      blocks.push(block);
      block = new Uint8Array(BLOCK_BYTES);
      used = 0;
      await slice.turn();
    }
    await slice.turn();
  }
  if (used > 0) blocks.push(block.subarray(0, used));
  return blocks;
}
