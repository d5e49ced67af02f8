import net, { type AddressInfo, type Socket } from 'node:net';

/** What an origin does with a request whose head it has read. */
export type RawHandler = (socket: Socket, head: string) => void;

/** An origin on a plain TCP socket: it can say whatever a test wants, and keeps what it was asked. */
export class RawOrigin implements AsyncDisposable {
  readonly heads: string[] = [];
  connections = 0;
  readonly #server: net.Server;
  readonly #sockets = new Set<Socket>();

  private constructor(handler: RawHandler) {
    this.#server = net.createServer((socket) => {
      this.connections++;
      this.#sockets.add(socket);
      let unread = '';
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('data', (bytes) => {
        unread += bytes.toString('latin1');
        for (let end = unread.indexOf('\r\n\r\n'); end !== -1; end = unread.indexOf('\r\n\r\n')) {
          const head = unread.slice(0, end + 2);
          unread = unread.slice(end + 4);
          this.heads.push(head);
          handler(socket, head);
        }
      });
    });
  }

  static async start(handler: RawHandler, address = '127.0.0.1', port = 0): Promise<RawOrigin> {
    const origin = new RawOrigin(handler);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    origin.#server.once('error', reject);
    origin.#server.listen(port, address, resolve);
    await promise;
    return origin;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close(() => resolve());
    await promise;
  }
}
