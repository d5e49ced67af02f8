import { closeSync, fdatasync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import type { Revision } from '../revision.ts';

/** The first line of a log; each further line is the CRC-32 of a revision's JSON in 8 hex digits, a space, and that JSON. */
const FIRST_LINE = Buffer.from('nearhop-replica-log v1\n');
const CHECKSUM_CHARACTERS = 8;
const NEWLINE = 0x0a;

/** A page cache outlives the process, so only a power loss can take revisions, at most those of the last second. */
const SYNC_EVERY_MS = 1_000;

/** The revisions that were applied since a snapshot, in a file that grows. */
export class LogFile {
  readonly path: string;
  #descriptor: number | undefined;
  #sizeBytes: number;
  #syncTimer: NodeJS.Timeout | undefined;
  #synced: Promise<unknown> = Promise.resolve();

  /** Opens the log at `path` behind its first `keepBytes` bytes; what follows them is cut off. */
  constructor(path: string, keepBytes = 0) {
    this.path = path;
    this.#descriptor = openSync(path, keepBytes === 0 ? 'w' : 'r+', 0o640);
    this.#sizeBytes = keepBytes;
    ftruncateSync(this.#descriptor, keepBytes);
    if (keepBytes === 0) this.#write(FIRST_LINE);
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Hands a revision to the kernel before it returns. A log whose append threw has a torn end: start another. */
  append(revision: Revision): void {
    const json = Buffer.from(JSON.stringify(revision));
    this.#write(Buffer.concat([Buffer.from(`${checksumText(json)} `), json, Buffer.of(NEWLINE)]));
    this.#syncTimer ??= setTimeout(() => this.#sync(), SYNC_EVERY_MS);
  }

  /** Takes no more, syncs what it has and closes the file; resolves when that is done, whether or not the disk took it. */
  async close(): Promise<void> {
    const descriptor = this.#descriptor;
    if (descriptor === undefined) return;
    if (this.#syncTimer !== undefined) this.#sync();
    this.#descriptor = undefined;
    await this.#synced;
    closeSync(descriptor);
  }

  #write(bytes: Uint8Array): void {
    if (this.#descriptor === undefined) throw new Error(`Cannot append to "${this.path}": it was closed`);
    for (let at = 0; at < bytes.length;) {
      at += writeSync(this.#descriptor, bytes, at, bytes.length - at, this.#sizeBytes + at);
    }
    this.#sizeBytes += bytes.length;
  }

  #sync(): void {
    clearTimeout(this.#syncTimer);
    this.#syncTimer = undefined;
    if (this.#descriptor === undefined) return;
    // A failed sync takes nothing back, and the next snapshot meets the same disk and reports it.
    this.#synced = Promise.allSettled([this.#synced, datasync(this.#descriptor)]);
  }
}

const datasync = promisify(fdatasync);

interface LoggedRevision {
  readonly revision: Revision;
  /** Where its line ends: the log is good up to here. */
  readonly endBytes: number;
}

/** The revisions of a log up to the first line that is torn or damaged; `damage` tells what it was. */
export function* readLogFile(path: string): Generator<LoggedRevision, { readonly damage: string | undefined }> {
  const bytes = readFileSync(path);
  if (!bytes.subarray(0, FIRST_LINE.length).equals(FIRST_LINE)) {
    return { damage: `"${path}" does not begin with ${JSON.stringify(FIRST_LINE.toString().trim())}` };
  }
  for (let start = FIRST_LINE.length; start < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end === -1) return { damage: `"${path}" has a torn line at byte ${start}` };
    const json = bytes.subarray(start + CHECKSUM_CHARACTERS + 1, end);
    const checksum = bytes.toString('latin1', start, start + CHECKSUM_CHARACTERS + 1);
    if (checksum !== `${checksumText(json)} `) return { damage: `"${path}" has a damaged line at byte ${start}` };
    // A line that carries its checksum is one that LogFile wrote.
    yield { revision: JSON.parse(json.toString()) as Revision, endBytes: end + 1 };
    start = end + 1;
  }
  return { damage: undefined };
}

function checksumText(json: Uint8Array): string {
  return crc32(json).toString(16).padStart(CHECKSUM_CHARACTERS, '0');
}
