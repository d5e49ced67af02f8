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
  const { body, connection } = answer;
  const { request } = reader;
  const outcome = !request.isKeptAlive || connection === 'close' ? 'last' : 'more';
  const lengthBytes = lengthOf(answer);
  const head = renderer.render(answer, lengthBytes, outcome, request.minorVersion);
  if (typeof body === 'string' && mayHaveBody(answer.status) && !reader.isHead) {
    output.addText(head + body, head.length + lengthBytes);
  } else {
    output.addText(head, head.length);
    if (body instanceof Uint8Array && mayHaveBody(answer.status) && !reader.isHead) output.addBytes(body);
  }
  return outcome;
}

/** The files that follow the head; undefined when none do. A body that is not sent is finished here. */
export function filesToSend<Peer>({ status, body }: Answer, reader: MessageReader<Peer>): FileBody | undefined {
  if (!isFileBody(body)) return undefined;
  if (mayHaveBody(status) && !reader.isHead) return body;
  body.finished?.({ ending: 'complete', sentBytes: 0 });
  return undefined;
}

function lengthOf({ body, textBytes }: Answer): number {
  if (typeof body === 'string') return textBytes ?? Buffer.byteLength(body);
  if (body === null) return 0;
  return body instanceof Uint8Array ? body.length : bodyBytes(body);
}
