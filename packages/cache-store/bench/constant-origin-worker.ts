import { runDrive, type Source, type SourceFetch } from '../src/index.ts';

const CHUNK = new Uint8Array(65_536).fill(7);

runDrive({ openSource: ({ request, range }: SourceFetch) => Promise.resolve(answer(request as number, range)) });

/** An origin that costs nothing: objects of the asked length, always the same chunk. */
function answer(lengthBytes: number, range: { readonly start: number; readonly end: number | null }): Source {
  const end = Math.min(range.end ?? lengthBytes, lengthBytes);
  return { head: null, start: range.start, end, lengthBytes, body: chunks(range.start, end) };
}

// oxlint-disable-next-line typescript/require-await -- bodies are asynchronous by their type
async function* chunks(start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += CHUNK.length) yield CHUNK.subarray(0, end - at);
}
