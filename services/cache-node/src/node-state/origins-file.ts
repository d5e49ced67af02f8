import type { Origin } from '@nearhop/contracts';
import type { Logger } from '@nearhop/service-kit';
import { readFile } from 'node:fs/promises';
import { readOrigins } from './read-origins.ts';

export interface OriginsFileOptions {
  readonly path: string;
  readonly realm: 'production' | 'lab';
  readonly everyMs: number;
}

export interface OriginsFileDependencies {
  readonly changed: (origins: readonly Origin[]) => void;
  readonly log: Logger;
}

/** The allow-list of a node that stands alone. Read again and again; a file that is bad or gone leaves the last good list standing. */
export class OriginsFile {
  readonly #options: OriginsFileOptions;
  readonly #deps: OriginsFileDependencies;
  #known: string | undefined;
  #problem: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  constructor(options: OriginsFileOptions, dependencies: OriginsFileDependencies) {
    this.#options = options;
    this.#deps = dependencies;
  }

  /** What is wrong with the file now. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Rejects with what is wrong with the file. */
  async start(): Promise<void> {
    await this.#read();
    this.#again();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #again(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.#look().finally(() => this.#again()), this.#options.everyMs);
  }

  async #read(): Promise<void> {
    const text = await readFile(this.#options.path, 'utf8');
    if (text === this.#known) return;
    const origins = readOrigins(text, this.#options.realm);
    this.#known = text;
    this.#deps.changed(origins);
  }

  async #look(): Promise<void> {
    try {
      await this.#read();
      if (this.#problem !== undefined) this.#deps.log.info('the origins file is good again');
      this.#problem = undefined;
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.#problem) this.#deps.log.warn({ file: this.#options.path }, message);
      this.#problem = message;
    }
  }
}
