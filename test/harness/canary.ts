import net, { type AddressInfo, type Socket } from 'node:net';

/** What a connection that should not have come finds. */
const ANSWER = 'HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: 6\r\nConnection: close\r\n\r\ncanary';

/** Listens on one port of every address that this host has, of both families, and keeps which of them was connected to. */
export class Canary implements AsyncDisposable {
  /** The addresses that were connected to, each time. */
  readonly reached: string[] = [];
  readonly port: number;
  readonly #servers: readonly net.Server[];

  private constructor(port: number, servers: readonly net.Server[]) {
    this.port = port;
    this.#servers = servers;
    for (const server of servers) server.on('connection', (socket) => this.#connected(socket));
  }

  static async start(): Promise<Canary> {
    const four = await listen('0.0.0.0', 0);
    const { port } = four.address() as AddressInfo;
    return new Canary(port, [four, await listen('::', port)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#servers.map((server) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        server.close(() => resolve());
        return promise;
      }),
    );
  }

  #connected(socket: Socket): void {
    this.reached.push(socket.localAddress ?? 'unknown');
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(ANSWER));
  }
}

async function listen(host: string, port: number): Promise<net.Server> {
  const server = net.createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port, ipv6Only: host === '::', backlog: 1_024 }, resolve);
  await promise;
  return server;
}
