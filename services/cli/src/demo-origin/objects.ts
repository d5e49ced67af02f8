import { testPicture } from './test-picture.ts';

/** What the demo origin holds: bytes under a path, with a validator that changes when they do. */
export interface DemoObject {
  readonly path: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** A strong entity tag (RFC 9110 section 8.8.3). */
  readonly etag: string;
}

export const TEST_PATH = '/mscomtest/wuidt.gif';

export function demoObjects(): ReadonlyMap<string, DemoObject> {
  const objects = [
    demoObject(TEST_PATH, 'image/gif', testPicture()),
    demoObject('/objects/hello.txt', 'text/plain; charset=utf-8', Buffer.from('Hello from the demo origin.\n')),
    demoObject('/objects/one-mebibyte.bin', 'application/octet-stream', pattern(1 << 20)),
    demoObject('/objects/sixteen-mebibytes.bin', 'application/octet-stream', pattern(16 << 20)),
  ];
  return new Map(objects.map((object) => [object.path, object]));
}

function demoObject(path: string, type: string, bytes: Uint8Array): DemoObject {
  return { path, type, bytes, etag: `"${Bun.hash.xxHash64(bytes).toString(16)}"` };
}

/** Bytes that differ from slice to slice, the same each time, so that a misplaced range shows. */
function pattern(sizeBytes: number): Uint8Array {
  const words = new Uint32Array(sizeBytes / 4);
  let state = 0x9e3779b9;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer);
}
