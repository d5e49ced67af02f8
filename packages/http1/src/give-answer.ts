import { mayHaveBody, type Answer } from './answer.ts';
import { bodyBytes, isFileBody, type FileBody } from './file-body.ts';
import type { HeadRenderer, Outcome } from './head-renderer.ts';
import type { MessageReader } from './message-reader.ts';
import type { OutputQueue } from './output-queue.ts';

/** Gathers the answer to what the reader read last, but for a body from files: `filesToSend` tells what of it comes after. */
export function giveAnswer<Peer>(
  answer: Answer,
  reader: MessageReader<Peer>,
  output: OutputQueue,
  renderer: HeadRenderer,
): Outcome {
  const { request } = reader;
  const outcome = !request.isKeptAlive || answer.connection === 'close' ? 'last' : 'more';
  const lengthBytes = lengthOf(answer);
  renderer.render(output, answer, lengthBytes, outcome, request.minorVersion);
  if (mayHaveBody(answer.status) && !reader.isHead) addBody(answer, lengthBytes, output);
  return outcome;
}

/** The files that follow the head; undefined when none do. A body that is not sent is finished here. */
export function filesToSend<Peer>({ status, body }: Answer, reader: MessageReader<Peer>): FileBody | undefined {
  if (!isFileBody(body)) return undefined;
  if (mayHaveBody(status) && !reader.isHead) return body;
  body.finished?.({ ending: 'complete', sentBytes: 0 });
  return undefined;
}

function addBody({ body }: Answer, lengthBytes: number, output: OutputQueue): void {
  if (body === null) return;
  if (body instanceof Uint8Array) return output.addBytes(body);
  if (isFileBody(body)) return;
  const added = typeof body === 'string' ? output.addText(body) : output.addPieces(body);
  if (added !== lengthBytes) {
    throw new RangeError(`Cannot send text: textBytes must be its length in UTF-8, ${added}: received ${lengthBytes}`);
  }
}

function lengthOf({ body, textBytes }: Answer): number {
  if (body === null) return 0;
  if (typeof body === 'string') return textBytes ?? Buffer.byteLength(body);
  if (body instanceof Uint8Array) return body.length;
  if (isFileBody(body)) return bodyBytes(body);
  return textBytes ?? body.reduce<number>((sum, piece) => sum + Buffer.byteLength(String(piece)), 0);
}
