import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RedisServer } from '../../harness/redis-servers.ts';

const APPEND_ONLY = 'appendonlydir';

/** A server's append-only files copied aside while nobody writes: with `appendfsync always` they are all that it holds. */
export class SavedData {
  readonly #server: RedisServer;
  readonly #copy: string;

  constructor(server: RedisServer, directory: string) {
    this.#server = server;
    this.#copy = join(directory, 'saved');
  }

  save(): void {
    copyOver(join(this.#server.directory, APPEND_ONLY), this.#copy);
  }

  /** Restarts the server on what was saved. */
  async putBack(): Promise<void> {
    await this.#server.kill();
    copyOver(this.#copy, join(this.#server.directory, APPEND_ONLY));
    await this.#server.restart();
  }
}

/** Lets a new server begin with what another holds. */
export async function copyData(from: RedisServer, to: RedisServer): Promise<void> {
  await to.kill();
  copyOver(join(from.directory, APPEND_ONLY), join(to.directory, APPEND_ONLY));
  await to.restart();
}

function copyOver(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
}
