import type { RouteAnswer } from '@nearhop/contracts';
import { askRouter } from '../../harness/http-asker.ts';
import { clientSampler, type RealWorld } from './real-world.ts';

/** Constant questions to one router, each answer held against the first for that client. */
export interface Traffic {
  answered(): number;
  stop(): Promise<{ readonly answered: number; readonly failed: number; readonly changed: readonly string[] }>;
}

const CONNECTIONS = 4;
const CLIENTS = 2_000;

export function someClients(world: RealWorld, seed: number): string[] {
  const sample = clientSampler(world, seed);
  return Array.from({ length: CLIENTS }, () => sample().toString());
}

/** Asks a router on loopback for the same clients over and over, as fast as it answers. */
export function startTraffic(port: number, clients: readonly string[]): Traffic {
  const first = new Map<string, string>();
  const changed: string[] = [];
  let at = 0;
  let answered = 0;
  let failed = 0;
  let stopping = false;
  const done = askRouter({
    hostname: '127.0.0.1',
    port,
    connections: CONNECTIONS,
    next: () => (stopping ? undefined : clients[at++ % clients.length]),
    onAnswer({ client, status, body }) {
      answered++;
      const { decision, reason, caches } = JSON.parse(body) as RouteAnswer;
      const said = JSON.stringify({ status, decision, reason, caches });
      const known = first.get(client) ?? said;
      first.set(client, known);
      if (said !== known) changed.push(`${client}: ${known} became ${said}`);
    },
    onFailure: () => void failed++,
  });
  return {
    answered: () => answered,
    async stop() {
      stopping = true;
      await done;
      return { answered, failed, changed };
    },
  };
}
