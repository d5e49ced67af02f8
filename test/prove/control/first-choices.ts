import { routeAnswerSchema, type TrafficMoves } from '@nearhop/contracts';
import { askRouter } from '../../harness/http-asker.ts';
import type { RouterProcess } from '../../harness/router-process.ts';

/** Which node each client is to try first, or `cdn`, in the order of the clients. */
export type FirstChoices = readonly string[];

/** Asks a router for every client. Throws when an answer is none, or follows from an older revision. */
export async function firstChoices(
  router: RouterProcess,
  clients: readonly string[],
  revision: number,
): Promise<FirstChoices> {
  const waiting = new Map<string, number[]>();
  for (const [index, client] of clients.entries()) waiting.set(client, [...(waiting.get(client) ?? []), index]);
  const choices: string[] = [];
  const unasked = [...clients];
  const wrong: string[] = [];
  await askRouter({
    hostname: '127.0.0.1',
    port: router.port,
    connections: 16,
    next: () => unasked.pop(),
    onAnswer({ client, body }) {
      const answer = routeAnswerSchema.parse(JSON.parse(body));
      if (answer.revision === undefined || answer.revision < revision)
        wrong.push(`${client}: revision ${answer.revision}`);
      const index = waiting.get(client)?.pop();
      if (index !== undefined) choices[index] = answer.caches[0]?.node ?? 'cdn';
    },
    onFailure: (client, why) => wrong.push(`${client}: ${why}`),
  });
  if (wrong.length > 0 || choices.length !== clients.length)
    throw new Error(
      `Not all clients were answered: ${choices.length} of ${clients.length}: ${wrong.slice(0, 3).join('; ')}`,
    );
  return choices;
}

/** By how much a prediction differs from what became of the same kind of clients, in points. */
export interface Difference {
  readonly points: number;
  readonly where: string;
  /** What really moved, 0 to 1. */
  readonly moved: number;
}

export function differenceOf(predicted: TrafficMoves, before: FirstChoices, after: FirstChoices): Difference {
  const real = new Map<string, number>();
  let moved = 0;
  for (const [index, from] of before.entries()) {
    const to = after[index];
    if (from === to) continue;
    moved += 1 / before.length;
    real.set(`${from} to ${to}`, (real.get(`${from} to ${to}`) ?? 0) + 1 / before.length);
  }
  const foretold = new Map(predicted.moves.map(({ from, to, share }) => [`${from} to ${to}`, share]));
  let largest = { points: Math.abs(predicted.unchanged - (1 - moved)) * 100, where: 'all that moves', moved };
  for (const where of new Set([...real.keys(), ...foretold.keys()])) {
    const points = Math.abs((real.get(where) ?? 0) - (foretold.get(where) ?? 0)) * 100;
    if (points > largest.points) largest = { points, where, moved };
  }
  return largest;
}
