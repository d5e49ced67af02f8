import { toListenError, type ListenAddress } from '@nearhop/service-kit';
import { createServer } from 'node:net';

export interface WantedPort {
  readonly variable: string;
  readonly listen: ListenAddress;
}

/** Opens and closes every listener that is about to start, so that a taken port is known before anything is touched. */
export async function requireFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  for (const { variable, listen } of wanted) {
    await tryListening(listen).catch((error: unknown) => {
      throw toListenError(error, listen, variable);
    });
  }
}

/** The wanted port when it is free, otherwise 0: whichever the system gives. */
export async function freePortOr0(listen: ListenAddress): Promise<number> {
  return tryListening(listen).then(
    () => listen.port,
    () => 0,
  );
}

function tryListening({ host, port }: ListenAddress): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const server = createServer();
  server.once('error', reject);
  server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
  return promise;
}
