import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Passes bytes on between clients and one server on loopback, the server's answers as late as it is told to. */
export class DelayingProxy {
  /** How late answers are from now on, in milliseconds. */
  answersLateMs = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(targetPort: number) {
    this.#server = createServer((client) => {
      const server = connect(targetPort, '127.0.0.1');
      client.pipe(server);
      this.#passLate(server, client);
      for (const [one, other] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => one.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
    });
  }

  static async start(targetPort: number): Promise<DelayingProxy> {
    const proxy = new DelayingProxy(targetPort);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #passLate(from: Socket, to: Socket): void {
    let last = Promise.resolve();
    from.on('data', (bytes) => {
      const dueAtMs = performance.now() + this.answersLateMs;
      last = writeAfter(last, dueAtMs, bytes, to);
    });
  }
}

async function writeAfter(last: Promise<void>, dueAtMs: number, bytes: string | Uint8Array, to: Socket): Promise<void> {
  await last;
  const leftMs = dueAtMs - performance.now();
  if (leftMs > 0) await Bun.sleep(leftMs);
  to.write(bytes);
}
