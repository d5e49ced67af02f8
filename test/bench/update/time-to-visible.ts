export interface Latencies {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const GIVE_UP_AFTER_MS = 10_000;

/** Makes a change and asks every server over and over until all show it; the time runs from before the change. */
export async function timeToVisible(
  change: () => Promise<unknown>,
  servers: readonly string[],
  client: string,
  isVisible: (answer: string) => boolean,
): Promise<number> {
  const startedAt = performance.now();
  const seen = servers.map(async (server) => {
    while (!isVisible(await ask(server, client))) {
      if (performance.now() - startedAt > GIVE_UP_AFTER_MS) throw new Error(`${server} does not show the change`);
    }
  });
  await Promise.all([change(), ...seen]);
  return performance.now() - startedAt;
}

export function latencies(samples: readonly number[]): Latencies {
  const sorted = samples.toSorted((x, y) => x - y);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

async function ask(server: string, client: string): Promise<string> {
  const response = await fetch(`${server}/v1/route`, { headers: { 'x-forwarded-for': client } });
  return response.text();
}
