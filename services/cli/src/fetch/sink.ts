import { createHash } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { CommandFailure } from '../command-failure.ts';

/** Where bytes go: counted and hashed, and into a file where one is wanted, which has its name when it is whole. */
export class Sink implements AsyncDisposable {
  readonly #path: string | undefined;
  readonly #part: FileHandle | undefined;
  #hash = createHash('sha256');
  #bytes = 0;

  private constructor(path: string | undefined, part: FileHandle | undefined) {
    this.#path = path;
    this.#part = part;
  }

  static async open(path: string | undefined): Promise<Sink> {
    if (path === undefined) return new Sink(undefined, undefined);
    const part = await open(partOf(path), 'w').catch((error: NodeJS.ErrnoException) => {
      throw new CommandFailure(
        'refused',
        `Cannot write "${path}": ${error.code ?? error.message}: name another with --to`,
      );
    });
    return new Sink(path, part);
  }

  get bytes(): number {
    return this.#bytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    for (let at = 0; this.#part !== undefined && at < chunk.length;) {
      // Where it belongs, not where the last write ended: another source may have begun anew.
      const { bytesWritten } = await this.#part.write(chunk, at, chunk.length - at, this.#bytes + at);
      at += bytesWritten;
    }
    this.#bytes += chunk.length;
  }

  /** Forgets what came: another source begins at the beginning. */
  async restart(): Promise<void> {
    await this.#part?.truncate(0);
    this.#bytes = 0;
    this.#hash = createHash('sha256');
  }

  /** All of it is there; resolves with its SHA-256 in hexadecimal. */
  async finish(): Promise<string> {
    if (this.#path !== undefined) await rename(partOf(this.#path), this.#path);
    return this.#hash.digest('hex');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#part?.close();
    if (this.#path !== undefined) await rm(partOf(this.#path), { force: true });
  }
}

function partOf(path: string): string {
  return `${path}.part`;
}
