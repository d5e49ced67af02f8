import { readFile } from 'node:fs/promises';

export interface WatchedFilesOptions {
  readonly paths: readonly string[];
  readonly everyMs: number;
}

export interface WatchedFilesDependencies {
  /** Told of the texts when any has changed since it was told last. */
  readonly changed: (texts: readonly string[]) => void;
  /** Told of each round in which a file could not be read. */
  readonly failed: (error: Error) => void;
}

/**
 * Reads small files over and over and tells when they changed. By content, so that an atomic rename, an edit in place and a
 * link that is turned (as orchestrators do) all count, whatever their times say.
 */
export class WatchedFiles {
  readonly #options: WatchedFilesOptions;
  readonly #deps: WatchedFilesDependencies;
  #known: readonly string[] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(options: WatchedFilesOptions, dependencies: WatchedFilesDependencies) {
    this.#options = options;
    this.#deps = dependencies;
  }

  /** Resolves when the files were read for the first time. */
  async start(): Promise<void> {
    await this.#look();
    this.#again();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #again(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#look().finally(() => this.#again()), this.#options.everyMs);
  }

  async #look(): Promise<void> {
    try {
      const texts = await Promise.all(this.#options.paths.map((path) => readFile(path, 'utf8')));
      if (this.#known !== undefined && texts.every((text, index) => text === this.#known?.[index])) return;
      this.#deps.changed(texts);
      this.#known = texts;
    } catch (error) {
      // A file that comes back as it was is news too: its alarm has to end.
      this.#known = undefined;
      this.#deps.failed(error as Error);
    }
  }
}
