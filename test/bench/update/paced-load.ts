import { connect, type Socket } from 'node:net';

export interface PacedLoad {
  /** Answers and breaks so far. */
  counts(): { readonly answered: number; readonly failed: number };
  stop(): void;
}

const TICK_MS = 5;
const CONNECTIONS = 16;
const STATUS_LINE = 'HTTP/1.1 200';

/** A constant, modest rate of pipelined requests over kept connections: what a server carries while something else is measured. */
export function startPacedLoad(port: number, clients: readonly string[], ratePerSecond: number): PacedLoad {
  let answered = 0;
  let failed = 0;
  let at = 0;
  let stopping = false;
  const sockets = Array.from({ length: CONNECTIONS }, () => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => (answered += text.split(STATUS_LINE).length - 1));
    socket.on('error', () => failed++);
    socket.on('close', () => (failed += stopping ? 0 : 1));
    return socket;
  });
  const perTick = (ratePerSecond * TICK_MS) / 1_000;
  let owed = 0;
  const ticking = setInterval(() => {
    for (owed += perTick; owed >= 1; owed--) {
      const client = clients[at++ % clients.length] ?? '192.0.2.1';
      sendTo(sockets[at % CONNECTIONS], client);
    }
  }, TICK_MS);
  return {
    counts: () => ({ answered, failed }),
    stop() {
      stopping = true;
      clearInterval(ticking);
      for (const socket of sockets) socket.destroy();
    },
  };
}

function sendTo(socket: Socket | undefined, client: string): void {
  socket?.write(`GET /v1/route HTTP/1.1\r\nHost: router\r\nX-Forwarded-For: ${client}\r\n\r\n`);
}
