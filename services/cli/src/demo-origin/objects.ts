import { objectsByPath, staticObject, testObject, type StaticObject } from '@nearhop/static-origin';

/** What the demo origin holds. */
export function demoObjects(): ReadonlyMap<string, StaticObject> {
  return objectsByPath([
    testObject(),
    staticObject('/objects/hello.txt', 'text/plain; charset=utf-8', Buffer.from('Hello from the demo origin.\n')),
    staticObject('/objects/one-mebibyte.bin', 'application/octet-stream', pattern(1 << 20)),
    staticObject('/objects/sixteen-mebibytes.bin', 'application/octet-stream', pattern(16 << 20)),
  ]);
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
