import { expect, test } from 'bun:test';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSealedFile, SealedFileError, writeSealedFile, type SealedFormat } from './sealed-file.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const FORMAT: SealedFormat = { magic: 'NHTEST__', version: 3 };
const BODY = [Buffer.from('first '), Buffer.from('second')];

test('a sealed file gives back its header and the concatenation of its body', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'file');
  await writeSealedFile(path, FORMAT, { name: 'x' }, BODY, 'power-loss');
  const file = readSealedFile(path, FORMAT);
  expect(file.header).toEqual({ name: 'x' });
  expect(Buffer.from(file.body()).toString()).toBe('first second');
  expect(file.body().byteOffset % 64).toBe(0);
  expect(readdirSync(directory.path)).toEqual(['file']);
});

test('a sealed file cut at any byte, or with any bit of header or body flipped, is refused', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'file');
  await writeSealedFile(path, FORMAT, { name: 'x' }, BODY, 'process-crash');
  const good = readFileSync(path);
  const padding = { from: 32 + JSON.stringify({ name: 'x' }).length, to: 64 };
  const read = () => readSealedFile(path, FORMAT).body();
  for (let length = 0; length < good.length; length++) {
    writeFileSync(path, good.subarray(0, length));
    expect(read).toThrow(SealedFileError);
  }
  for (let bit = 0; bit < good.length * 8; bit++) {
    const at = bit >> 3;
    if (at >= padding.from && at < padding.to) continue;
    const flipped = Buffer.from(good);
    flipped.writeUInt8(good.readUInt8(at) ^ (1 << (bit & 7)), at);
    writeFileSync(path, flipped);
    expect(read).toThrow(SealedFileError);
  }
});

test('a sealed file of another version says which came and which was expected', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'file');
  await writeSealedFile(path, { ...FORMAT, version: 2 }, {}, BODY, 'process-crash');
  expect(() => readSealedFile(path, FORMAT)).toThrow('got v2 data when expected v3');
  expect(() => readSealedFile(path, { ...FORMAT, magic: 'NHOTHER_' })).toThrow(
    'magic must be "NHOTHER_": received "NHTEST__"',
  );
});

test('a sealed file that cannot be written leaves what was there and nothing beside it', async () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'file');
  await writeSealedFile(path, FORMAT, { name: 'x' }, BODY, 'process-crash');
  const circular: { self?: unknown } = {};
  circular.self = circular;
  const failed = writeSealedFile(path, FORMAT, circular, BODY, 'process-crash');
  expect(await failed.catch((error: unknown) => error)).toBeInstanceOf(TypeError);
  expect(readSealedFile(path, FORMAT).header).toEqual({ name: 'x' });
  expect(readdirSync(directory.path)).toEqual(['file']);
});
