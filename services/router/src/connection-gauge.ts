import { readdirSync, statSync } from 'node:fs';

const DESCRIPTORS = '/proc/self/fd';

/**
 * How many connections this process holds open, by its descriptors, less those that it had before there were any:
 * `Bun.serve` counts requests, not connections. A handful off, for files that are open for a moment; 0 where the system
 * does not tell.
 */
export class ConnectionGauge {
  readonly #own = countDescriptors();

  read(): number {
    return Math.max(0, countDescriptors() - this.#own);
  }
}

function countDescriptors(): number {
  try {
    // Since Linux 6.2 the size of the folder is the number of descriptors; before, it is 0.
    return statSync(DESCRIPTORS).size || readdirSync(DESCRIPTORS).length;
  } catch {
    return 0;
  }
}
