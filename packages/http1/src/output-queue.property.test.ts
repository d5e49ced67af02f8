import { describe, expect, test } from 'bun:test';
import * as fc from 'fast-check';
import { newCounters } from './counters.ts';
import { GatherBuffer } from './gather-buffer.ts';
import { OutputQueue } from './output-queue.ts';
import { textOf } from './testing/text-of.ts';

/** A sink that takes so many bytes of each write, over and over. */
class ReluctantSink {
  readonly written: Uint8Array[] = [];
  readonly #takes: readonly number[];
  #writes = 0;

  constructor(takes: readonly number[]) {
    this.#takes = takes;
  }

  write(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.#takes[this.#writes++ % this.#takes.length] ?? 0);
    this.written.push(Uint8Array.from(bytes.subarray(0, taken)));
    return taken;
  }
}

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }).map((text) => text.repeat(20_000)),
  fc.nat({ max: 10_000_000 }),
  fc.uint8Array({ maxLength: 40 }),
  fc.constant(new Uint8Array(70_000).fill(7)),
);

function add(output: OutputQueue, what: string | number | Uint8Array): number {
  if (typeof what === 'string') return output.addText(what);
  if (typeof what === 'number') return output.addNumber(what);
  output.addBytes(what);
  return what.length;
}

function bytesOf(what: string | number | Uint8Array): Uint8Array {
  return typeof what === 'object' ? what : Buffer.from(String(what));
}

describe('OutputQueue', () => {
  test('writes numbers as they are written', () => {
    for (const number of [0, 9, 10, 99, 100, 65_535, 99_999, 100_000, 999_999, 1_000_000, 2 ** 53 - 1]) {
      expect(textOf((output) => expect(output.addNumber(number)).toBe(String(number).length))).toBe(String(number));
    }
  });

  test('two connections with one buffer each send what was given to them, in order, whatever the kernel takes', () => {
    const gathered = new GatherBuffer();
    const deeds = fc.array(fc.record({ to: fc.constantFrom(0, 1), what: piece, flush: fc.boolean() }), {
      maxLength: 30,
    });
    const takes = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 4 }).filter((all) => all.some(Boolean));
    fc.assert(
      fc.property(deeds, takes, (all, most) => {
        const connections = [0, 1].map(() => {
          const sink = new ReluctantSink(most);
          const counters = newCounters();
          const output = new OutputQueue(counters, gathered);
          output.begin(sink, null);
          return { sink, counters, output, wanted: [] as Uint8Array[] };
        });
        for (const { to, what, flush } of all) {
          const { output, wanted } = connections[to]!; // there are two
          const bytes = bytesOf(what);
          expect(add(output, what)).toBe(bytes.length);
          wanted.push(bytes);
          if (flush) output.flush();
        }
        for (const { output, sink, counters, wanted } of connections) {
          const total = Buffer.concat(wanted);
          expect(output.queuedBytes + output.sentBytes).toBe(total.length);
          while (!output.flush());
          expect(Buffer.concat(sink.written).equals(total)).toBe(true);
          expect([output.sentBytes, counters.bytesSent, output.queuedBytes]).toEqual([total.length, total.length, 0]);
        }
      }),
    );
  });

  test('what a connection had gathered goes with it', () => {
    const gathered = new GatherBuffer();
    const [gone, next] = [0, 1].map(() => new OutputQueue(newCounters(), gathered)) as [OutputQueue, OutputQueue];
    gone.addText('of one that is gone');
    gone.clear();
    const sink = new ReluctantSink([100]);
    next.begin(sink, null);
    next.addText('mine');
    expect(next.flush()).toBe(true);
    expect(Buffer.concat(sink.written).toString()).toBe('mine');
  });
});
