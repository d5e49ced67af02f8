import { readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';

/** The kind of a sealed file: eight ASCII characters and the version of what is inside. */
export interface SealedFormat {
  readonly magic: string;
  readonly version: number;
}

/** A file that is not what was sealed: of another kind or version, cut short or damaged. */
export class SealedFileError extends Error {
  readonly code = 'ERR_SEALED_FILE';
  override readonly name = 'SealedFileError';
}

export interface SealedFile {
  readonly header: unknown;
  /** Checks and returns the body, a view into what was read that begins at a multiple of 64 bytes; throws `SealedFileError`. */
  body(): Uint8Array;
}

/**
 * Layout, little-endian; the body is aligned so that typed arrays can lie in it without a copy:
 *
 *      0  magic              8  version u32        12  header bytes u32
 *     16  body bytes f64    24  CRC-32 of body     28  CRC-32 of bytes 0 to 27 and the header
 *     32  header, JSON      zeros to the next multiple of 64, then the body
 */
const PREAMBLE_BYTES = 32;
const ALIGNMENT_BYTES = 64;

/**
 * Puts a whole file in the place of `path`, or leaves what was there: temporary file, rename.
 * `power-loss` syncs file and directory before it resolves; `process-crash` leaves that to the kernel.
 */
export async function writeSealedFile(
  path: string,
  format: SealedFormat,
  header: unknown,
  body: readonly Uint8Array[],
  survives: 'power-loss' | 'process-crash',
): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    const file = await open(temporary, 'w', 0o640);
    try {
      for (const part of [sealedHead(format, header, body), ...body]) {
        for (let at = 0; at < part.length;) at += (await file.write(part, at)).bytesWritten;
      }
      if (survives === 'power-loss') await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  if (survives === 'power-loss') await syncDirectory(dirname(path));
}

/** Reads and checks the head of a sealed file at once, its body on demand. Throws `SealedFileError`, or what reading throws. */
export function readSealedFile(path: string, format: SealedFormat): SealedFile {
  const bytes = readFileSync(path);
  const fail = (why: string) => new SealedFileError(`Cannot read "${path}": ${why}`);
  if (bytes.length < PREAMBLE_BYTES) throw fail(`a head of ${PREAMBLE_BYTES} bytes expected: received ${bytes.length}`);
  const magic = bytes.toString('latin1', 0, 8);
  if (magic !== format.magic)
    throw fail(`magic must be ${JSON.stringify(format.magic)}: received ${JSON.stringify(magic)}`);
  const version = bytes.readUInt32LE(8);
  if (version !== format.version) throw fail(`got v${version} data when expected v${format.version}`);
  const headerEnd = PREAMBLE_BYTES + bytes.readUInt32LE(12);
  const headerBytes = bytes.subarray(PREAMBLE_BYTES, headerEnd);
  if (crc32(headerBytes, crc32(bytes.subarray(0, 28))) !== bytes.readUInt32LE(28))
    throw fail('its head does not match its checksum');
  const bodyBytes = bytes.readDoubleLE(16);
  const bodyStart = aligned(headerEnd);
  return {
    header: JSON.parse(headerBytes.toString()),
    body() {
      const body = bytes.subarray(bodyStart, bodyStart + bodyBytes);
      if (body.length !== bodyBytes) throw fail(`a body of ${bodyBytes} bytes expected: received ${body.length}`);
      if (crc32(body) !== bytes.readUInt32LE(24)) throw fail('its body does not match its checksum');
      return body;
    },
  };
}

function sealedHead(format: SealedFormat, header: unknown, body: readonly Uint8Array[]): Uint8Array {
  const json = Buffer.from(JSON.stringify(header));
  const head = Buffer.alloc(aligned(PREAMBLE_BYTES + json.length));
  head.write(format.magic, 0, 8, 'latin1');
  head.writeUInt32LE(format.version, 8);
  head.writeUInt32LE(json.length, 12);
  head.writeDoubleLE(
    body.reduce((sum, part) => sum + part.length, 0),
    16,
  );
  head.writeUInt32LE(
    body.reduce((crc, part) => crc32(part, crc), 0),
    24,
  );
  head.writeUInt32LE(crc32(json, crc32(head.subarray(0, 28))), 28);
  json.copy(head, PREAMBLE_BYTES);
  return head;
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

/** A rename survives a power loss only once its directory was synced. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
