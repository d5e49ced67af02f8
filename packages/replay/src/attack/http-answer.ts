/** What the bytes of a connection, read as Latin-1, amount to so far. */
export type HttpRead =
  | { readonly kind: 'part' }
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly stays: boolean }
  | { readonly kind: 'bad'; readonly detail: string };

const PART: HttpRead = { kind: 'part' };
const MOST_BYTES = 64 * 1_024;

/**
 * Reads one HTTP/1.1 response (RFC 9112) that must be all there is: nothing is ever asked ahead. `ended` says that the
 * other side closed. The body stays as it was read: a right one is ASCII.
 */
export function readHttpAnswer(text: string, ended: boolean): HttpRead {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return text.length > MOST_BYTES ? bad('its head is longer than 64 KiB') : PART;
  if (!text.startsWith('HTTP/1.1 ')) return bad(`it begins with ${JSON.stringify(text.slice(0, 12))}`);
  const status = Number(text.slice(9, 12));
  if (!(status >= 200 && status <= 599)) return bad(`its status is ${JSON.stringify(text.slice(9, 12))}`);
  const head = text.slice(0, headEnd).toLowerCase();
  const stays = !/\r\nconnection:[^\r]*\bclose\b/.test(head);
  const bodyStart = headEnd + 4;
  const lengthText = /\r\ncontent-length: *([^\r]*)/.exec(head)?.[1];
  if (head.includes('\r\ntransfer-encoding:')) {
    if (lengthText !== undefined) return bad('it has both Content-Length and Transfer-Encoding');
    return readChunks(text, bodyStart, status, stays);
  }
  if (lengthText === undefined) {
    return ended ? { kind: 'answer', status, body: text.slice(bodyStart), stays: false } : part(text);
  }
  if (!/^\d{1,9}$/.test(lengthText)) return bad(`its Content-Length is ${JSON.stringify(lengthText)}`);
  return whole(text, bodyStart + Number(lengthText), text.slice(bodyStart), status, stays);
}

function readChunks(text: string, bodyStart: number, status: number, stays: boolean): HttpRead {
  let body = '';
  for (let at = bodyStart; ;) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd < 0) return part(text);
    const sizeText = text.slice(at, lineEnd).replace(/;.*/, '').trim();
    if (!/^[0-9a-f]{1,6}$/i.test(sizeText)) return bad(`a chunk's size is ${JSON.stringify(sizeText.slice(0, 20))}`);
    const size = Number.parseInt(sizeText, 16);
    const chunkStart = lineEnd + 2;
    // The last chunk: no trailers are asked for, so an empty line follows.
    if (size === 0) return whole(text, chunkStart + 2, body, status, stays);
    if (text.length < chunkStart + size + 2) return part(text);
    body += text.slice(chunkStart, chunkStart + size);
    at = chunkStart + size + 2;
  }
}

/** `end` is where the response ends, which the text must reach and not pass. */
function whole(text: string, end: number, body: string, status: number, stays: boolean): HttpRead {
  if (text.length < end) return part(text);
  if (text.length > end) return bad(`${text.length - end} bytes follow it`);
  return { kind: 'answer', status, body, stays };
}

function part(text: string): HttpRead {
  return text.length > MOST_BYTES ? bad('it is longer than 64 KiB') : PART;
}

function bad(detail: string): HttpRead {
  return { kind: 'bad', detail: `no HTTP/1.1 response: ${detail}` };
}
