import type { Logger } from '@nearhop/service-kit';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Traffic } from './traffic.ts';

const sumsSchema = z.object({
  requests: z.number().min(0),
  egressBytes: z.number().min(0),
  hitBytes: z.number().min(0),
  missBytes: z.number().min(0),
});
const bucketsSchema = z.array(z.tuple([z.number(), sumsSchema]));
const savedSchema = z.object({
  lifetime: sumsSchema,
  hour: bucketsSchema,
  day: bucketsSchema,
  origins: z.array(z.tuple([z.string(), sumsSchema])),
});

/** Keeps what was served over restarts: a file of its own, replaced as a whole. What cannot be read or written costs counts, no service. */
export class TrafficFile {
  readonly #path: string;
  readonly #traffic: Traffic;
  readonly #log: Logger;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(path: string, traffic: Traffic, log: Logger) {
    this.#path = path;
    this.#traffic = traffic;
    this.#log = log;
  }

  async start(everyMs: number): Promise<void> {
    try {
      this.#traffic.restore(savedSchema.parse(JSON.parse(await readFile(this.#path, 'utf8'))));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#log.warn({ err: error }, 'the traffic of before cannot be read');
    }
    this.#timer = setInterval(() => void this.#write(), everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#write();
  }

  async #write(): Promise<void> {
    const fresh = `${this.#path}.new`;
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      const file = await open(fresh, 'w', 0o640);
      try {
        await file.writeFile(JSON.stringify(this.#traffic.save()));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(fresh, this.#path);
    } catch (error) {
      this.#log.warn({ err: error }, 'the traffic cannot be written');
    }
  }
}
