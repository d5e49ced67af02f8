import type { FollowStep } from '../registry.ts';
import type { Revision } from '../revision.ts';
import { CHANGES } from './keys.ts';
import type { Link } from './link.ts';
import { nextTurn } from './next-turn.ts';
import { readPosition } from './position-hash.ts';
import { readRevision, type StreamEntry } from './revision-entry.ts';

/** How long one request waits at the server: after it the position is looked at, so that a store that was emptied is noticed. */
const BLOCK_MS = 1_000;
/** Revisions may hold a megabyte each. */
const REVISIONS_PER_READ = 8;

interface Place {
  readonly revision: number;
  readonly chain: string;
  readonly lineage: string;
}

/**
 * Each revision after a place, then new ones as they come. Yields `reload` and ends when the store's history does not contain
 * that place, or no longer goes back to it. Closes its link when it ends or is given up.
 */
export async function* followChanges(
  open: () => Promise<Link>,
  after: Place,
  signal: AbortSignal,
): AsyncGenerator<FollowStep, void> {
  if (signal.aborted) return;
  const link = await open();
  const end = () => link.close();
  signal.addEventListener('abort', end);
  let place = after;
  try {
    let standing = await whereItStands(link, place);
    while (!isAborted(signal)) {
      if (standing === 'elsewhere') {
        yield { kind: 'reload' };
        return;
      }
      const entries = await readAfter(link, place, standing === 'newest' ? BLOCK_MS : undefined);
      if (entries.length === 0) standing = standing === 'newest' ? await whereItStands(link, place) : 'elsewhere';
      for (const entry of entries) {
        const revision = readRevision(entry);
        if (!follows(place, revision)) {
          yield { kind: 'reload' };
          return;
        }
        place = revision.position;
        yield { kind: 'revision', revision };
        await nextTurn(); // a revision of 5,000 claims takes 10 ms to read
        if (isAborted(signal)) return;
        standing = 'newest';
      }
    }
  } catch (error) {
    if (!isAborted(signal)) throw error;
  } finally {
    signal.removeEventListener('abort', end);
    link.close();
  }
}

/** A place is the store's newest revision, one that it may have passed, or in another history. */
async function whereItStands(link: Link, place: Place): Promise<'newest' | 'passed' | 'elsewhere'> {
  const now = await readPosition(link);
  if (now.lineage !== place.lineage || now.revision < place.revision) return 'elsewhere';
  if (now.revision > place.revision) return 'passed';
  return now.chain === place.chain ? 'newest' : 'elsewhere';
}

async function readAfter(link: Link, place: Place, blockMs: number | undefined): Promise<readonly StreamEntry[]> {
  const block = blockMs === undefined ? [] : ['BLOCK', blockMs];
  const answer = await link.call(
    'XREAD',
    'COUNT',
    REVISIONS_PER_READ,
    ...block,
    'STREAMS',
    CHANGES,
    `${place.revision}-0`,
  );
  const [stream] = (answer ?? []) as [[name: string, entries: StreamEntry[]]?];
  return stream?.[1] ?? [];
}

function follows(place: Place, { previous, position }: Revision): boolean {
  return previous.revision === place.revision && previous.chain === place.chain && position.lineage === place.lineage;
}

/** Asked anew after every await: the signal is the caller's. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
