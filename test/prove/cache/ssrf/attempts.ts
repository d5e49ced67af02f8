import { askAsDevice } from '../../../harness/device.ts';

/** One way to lead a node astray. */
export interface Attempt {
  readonly spelling: string;
  /** `as-written` and `encoded`: in cacheHostOrigin; `host`: in the Host header; `absolute`: as the authority of the target too. */
  readonly place: 'as-written' | 'encoded' | 'host' | 'absolute';
}

const PLACES: readonly Attempt['place'][] = ['as-written', 'encoded', 'host', 'absolute'];
const AT_ONCE = 24;

export function attemptsWith(spellings: readonly string[]): readonly Attempt[] {
  return spellings.flatMap((spelling) => PLACES.map((place) => ({ spelling, place })));
}

/** Makes all attempts; by status, how many were answered with it. */
export async function make(port: number, attempts: readonly Attempt[]): Promise<ReadonlyMap<number, number>> {
  const statuses = new Map<number, number>();
  const left = [...attempts];
  const work = async (): Promise<void> => {
    for (let attempt = left.shift(); attempt !== undefined; attempt = left.shift()) {
      const { status } = await askAsDevice({ port, ...requestOf(attempt) });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return statuses;
}

function requestOf({ spelling, place }: Attempt): {
  readonly target: string;
  readonly headers: Record<string, string>;
} {
  // Bytes of UTF-8, each as a character: so they go out.
  const written = Buffer.from(spelling, 'utf8').toString('latin1');
  switch (place) {
    case 'as-written':
      return { target: `/secret?cacheHostOrigin=${written}`, headers: {} };
    case 'encoded':
      return { target: `/secret?cacheHostOrigin=${encodeURIComponent(spelling)}`, headers: {} };
    case 'host':
      return { target: '/secret', headers: { Host: written } };
    case 'absolute':
      break;
  }
  return { target: `http://${written}/secret`, headers: { Host: written } };
}
