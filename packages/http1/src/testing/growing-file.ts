import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilePart } from '../file-body.ts';

/** A file that is written while it is sent, as a cache fills it. */
export class GrowingFile {
  readonly descriptor: number;
  #size = 0;
  #hasFailed = false;
  #listeners = new Set<() => void>();

  constructor() {
    const path = join(tmpdir(), `http1-growing-${crypto.randomUUID()}`);
    this.descriptor = openSync(path, 'wx+');
    unlinkSync(path);
  }

  get waiting(): number {
    return this.#listeners.size;
  }

  append(bytes: Uint8Array): void {
    writeSync(this.descriptor, bytes, 0, bytes.length, this.#size);
    this.#size += bytes.length;
    this.#tell();
  }

  fail(): void {
    this.#hasFailed = true;
    this.#tell();
  }

  close(): void {
    closeSync(this.descriptor);
  }

  part(offset: number, end: number, load?: FilePart['load']): FilePart {
    return {
      descriptor: this.descriptor,
      offset,
      end,
      available: () => (this.#hasFailed ? 'failed' : this.#size),
      onAdvance: (callback) => {
        this.#listeners.add(callback);
        return () => this.#listeners.delete(callback);
      },
      ...(load !== undefined && { load }),
    };
  }

  #tell(): void {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }
}
