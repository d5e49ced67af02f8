// A server of the benchmark, in a process of its own: bun server.ts <ours|floor|file> <port> [file]
import { openSync, statSync } from 'node:fs';
import { listenHttp1, wholeFilePart, type Http1Request } from '../src/index.ts';
import { BODY_TAIL, HEADERS } from './answer-text.ts';

const [kind = '', portText = '', path = ''] = process.argv.slice(2);
const port = Number(portText);
if (kind === 'floor') listenToNothing();
else {
  const answer = kind === 'file' ? fileAnswer() : smallAnswer;
  const failed = (error: unknown) => {
    throw error;
  };
  listenHttp1(
    { hostname: '127.0.0.1', port, sharing: 'own', tls: null },
    { readPeer: (address) => address, answer, failed },
  );
}

/** What the router does, but for the lookup: a header is read, and the body begins with it. */
function smallAnswer(request: Http1Request<string>) {
  const client = request.header('x-forwarded-for') ?? request.peer;
  const body = `{"client":"${client}",${BODY_TAIL}`;
  return { status: 200, headers: HEADERS, body, textBytes: body.length };
}

function fileAnswer() {
  const [descriptor, { size }] = [openSync(path, 'r'), statSync(path)];
  return () => ({ status: 200, headers: '', body: { parts: [wholeFilePart(descriptor, 0, size)] } });
}

/** Writes the same bytes for whatever comes: what any server on `Bun.listen` costs at the least. */
function listenToNothing(): void {
  const body = `{"client":"198.51.100.7",${BODY_TAIL}`;
  const [kept, last] = ['', 'Connection: close\r\n'].map((connection) => {
    return Buffer.from(`HTTP/1.1 200 OK\r\n${connection}Content-Length: ${body.length}\r\n${HEADERS}\r\n${body}`);
  }) as [Buffer, Buffer];
  Bun.listen({
    hostname: '127.0.0.1',
    port,
    socket: {
      data(socket, request) {
        const isLast = request.includes('close');
        socket.write(isLast ? last : kept);
        if (isLast) socket.end();
      },
    },
  });
}
