import { OriginError } from './origin-error.ts';

/** A body of exactly so many bytes; null for as many as come. Throws OriginError for one more or one less. */
export async function* framedBody(
  body: AsyncIterable<Uint8Array>,
  lengthBytes: number | null,
): AsyncGenerator<Uint8Array, void> {
  let seenBytes = 0;
  for await (const chunk of body) {
    seenBytes += chunk.length;
    if (lengthBytes !== null && seenBytes > lengthBytes) break;
    yield chunk;
  }
  if (lengthBytes === null || seenBytes === lengthBytes) return;
  const fault = seenBytes > lengthBytes ? 'bad-answer' : 'cut-short';
  throw new OriginError(fault, `Cannot use the answer: ${lengthBytes} bytes were told: received ${seenBytes} or more`);
}
