import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { HealthVector } from '@nearhop/contracts';
import { readSealedFile, writeSealedFile, type SealedFormat } from './sealed-file.ts';

const VECTOR_FORMAT: SealedFormat = { magic: 'NHVECTOR', version: 1 };

type VectorHeader = Pick<HealthVector, 'number' | 'publishedAtMs'>;

/** The last known health vector on disk: replaced as a whole, without a sync, because monitors publish another each second. */
export class VectorFile {
  readonly #path: string;

  constructor(directory: string) {
    this.#path = join(directory, 'vector');
  }

  /** The vector, or undefined when none was ever written. Throws when the file is damaged. */
  read(): HealthVector | undefined {
    if (!existsSync(this.#path)) return undefined;
    const file = readSealedFile(this.#path, VECTOR_FORMAT);
    // Its checksum matched, so this is the header that was written.
    const { number, publishedAtMs } = file.header as VectorHeader;
    return { number, publishedAtMs, entries: file.body() };
  }

  async write({ number, publishedAtMs, entries }: HealthVector): Promise<void> {
    const header: VectorHeader = { number, publishedAtMs };
    await writeSealedFile(this.#path, VECTOR_FORMAT, header, [entries], 'process-crash');
  }
}
