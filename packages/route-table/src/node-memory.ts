// Indices come from slots that this package wrote, so `!` on a typed array never meets undefined.
import { NODE_SLOTS } from './node-layout.ts';
import { childSlot } from './slot.ts';
import { TableFullError } from './table-full-error.ts';

const PAGE_BYTES = 65_536;
const GROWTH_PAGES = 16;

/**
 * The slots of one trie: the root, then nodes of 32 slots. Slot 0 of a node in use is the position that points to it,
 * slot 0 of a free node is the next free one.
 *
 * It lives in a WebAssembly.Memory (no WebAssembly runs) because that alone grows in place: an array would be copied,
 * milliseconds inside one update, and a view of a resizable ArrayBuffer reads two to three times slower in
 * JavaScriptCore. Fresh memory is zero, which is an empty slot, and costs nothing until it is touched.
 */
export class NodeMemory {
  /** Replaced when the memory grows: read it again after `reserve`. */
  slots: Int32Array;
  readonly #memory: WebAssembly.Memory;
  readonly #limitBytes: number;
  #nextUnused: number;
  #firstFree = 0;
  #freeCount = 0;

  constructor(rootSlots: number, limitBytes: number) {
    const pages = Math.ceil((rootSlots * 4) / PAGE_BYTES);
    const maximum = Math.floor(limitBytes / PAGE_BYTES);
    if (pages > maximum) throw new TableFullError(limitBytes);
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum });
    this.#limitBytes = limitBytes;
    this.slots = new Int32Array(this.#memory.buffer);
    this.#nextUnused = rootSlots / NODE_SLOTS;
  }

  /** Makes room for `count` nodes or throws TableFullError: after it that many `allocate` succeed. */
  reserve(count: number): void {
    const missing = this.#nextUnused + count - this.#freeCount - this.slots.length / NODE_SLOTS;
    if (missing <= 0) return;
    try {
      this.#memory.grow(GROWTH_PAGES);
    } catch {
      throw new TableFullError(this.#limitBytes);
    }
    this.slots = new Int32Array(this.#memory.buffer);
  }

  /** Hangs a new node below `position`; every position in it inherits the slot that stood there. */
  allocate(position: number): void {
    const { slots } = this;
    const node = this.#firstFree === 0 ? this.#nextUnused : this.#firstFree;
    const offset = node * NODE_SLOTS;
    if (node === this.#firstFree) {
      this.#firstFree = slots[offset]!;
      this.#freeCount--;
    } else {
      this.#nextUnused++;
    }
    slots.fill(slots[position]!, offset + 1, offset + NODE_SLOTS);
    slots[offset] = position;
    slots[position] = childSlot(node);
  }

  free(offset: number): void {
    this.slots[offset] = this.#firstFree;
    this.#firstFree = offset / NODE_SLOTS;
    this.#freeCount++;
  }
}
