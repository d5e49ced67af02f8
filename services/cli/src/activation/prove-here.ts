import type { NodeReport, ServerAddress } from '@nearhop/contracts';
import { NodeLink } from '@nearhop/node-link';
import { parseListen, toListenError, VERSION, type ListenAddress } from '@nearhop/service-kit';
import { createServer, type Server } from 'node:http';
import { CommandFailure } from '../command-failure.ts';
import type { Terminal } from '../terminal.ts';

const PATIENCE_MS = 60_000;

export interface ProveHereOptions {
  readonly controlUrl: string;
  readonly directory: string;
  readonly listen: string;
  /** Of the key pair in the directory. */
  readonly publicKey: string;
}

/** Stands in for a cache node that does not run yet: answers the proof, and sends heartbeats until control says that it has seen one. */
export async function proveHere(terminal: Terminal, options: ProveHereOptions): Promise<ServerAddress[]> {
  const listen = parseListen(options.listen);
  if (listen === undefined)
    throw new CommandFailure('usage', `Cannot listen on "${options.listen}": write host:port, such as 0.0.0.0:80`);
  const { promise, resolve, reject } = Promise.withResolvers<ServerAddress[]>();
  const link = await NodeLink.open(
    { ...options, version: VERSION },
    {
      report: idleReport,
      changed: ({ proven, provenBy }) => {
        if (provenBy === options.publicKey)
          resolve([proven.ipv4, proven.ipv6].filter((server) => server !== undefined));
      },
      troubled: (error) => terminal.complain(error instanceof Error ? error.message : String(error)),
    },
  );
  const server = await answering(link, listen);
  const late = setTimeout(() => reject(notSeen(options.listen)), PATIENCE_MS);
  const interrupt = () => reject(new CommandFailure('refused', 'Interrupted: control has not seen the proof yet'));
  terminal.interrupted.addEventListener('abort', interrupt, { once: true });
  link.start();
  try {
    return await promise;
  } finally {
    clearTimeout(late);
    terminal.interrupted.removeEventListener('abort', interrupt);
    await link.stop();
    server.close();
    server.closeAllConnections();
  }
}

async function answering(link: NodeLink, listen: ListenAddress): Promise<Server> {
  const server = createServer((request, response) => {
    const reply = link.answerProof(request.url ?? '');
    response.writeHead(reply?.status ?? 503, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.end(reply?.body);
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(listen.port, listen.host, resolve);
  await promise.catch((error: unknown) => {
    throw toListenError(error, listen, '--listen');
  });
  return server;
}

function notSeen(listen: string): CommandFailure {
  return new CommandFailure(
    'refused',
    `Cannot prove the server address: control did not reach ${listen} in a minute under an address of the node`,
    ['nearhop node show tells which address control asked, and why it was not proven'],
  );
}

function idleReport(): NodeReport {
  return {
    uptimeSeconds: Math.floor(process.uptime()),
    connections: 0,
    requests: 0,
    hitBytes: 0,
    missBytes: 0,
    egressBytes: 0,
    egressMbps: 0,
    drives: [],
  };
}
