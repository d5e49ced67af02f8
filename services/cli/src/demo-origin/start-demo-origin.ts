import { answerStatically } from '@nearhop/static-origin';
import { demoObjects } from './objects.ts';

export interface DemoOrigin {
  readonly hostname: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** A content host of the demo's own, so that a download has somewhere to come from without the Internet. */
export function startDemoOrigin(listen: { readonly hostname: string; readonly port: number }): DemoOrigin {
  const objects = demoObjects();
  const server = Bun.serve({ ...listen, fetch: (request) => answerStatically(request, objects) });
  return {
    hostname: listen.hostname,
    // A TCP server always has a port: only one on a Unix socket has none.
    port: server.port!,
    stop: () => server.stop(true),
  };
}
