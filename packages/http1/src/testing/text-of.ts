import { newCounters } from '../counters.ts';
import { GatherBuffer } from '../gather-buffer.ts';
import { OutputQueue } from '../output-queue.ts';

/** What reaches the sink of a queue that is given something and flushed. */
export function textOf(give: (output: OutputQueue) => void): string {
  const written: string[] = [];
  const output = new OutputQueue(newCounters(), new GatherBuffer());
  const write = (bytes: Uint8Array): number => {
    written.push(Buffer.from(bytes).toString());
    return bytes.length;
  };
  output.begin({ write }, null);
  give(output);
  output.flush();
  return written.join('');
}
