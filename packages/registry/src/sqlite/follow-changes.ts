import type { FollowStep } from '../registry.ts';
import { pause } from '../pause.ts';
import { patiently } from './patience.ts';
import { readPosition, revisionOf, type ChangeRow } from './position-row.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** How often `PRAGMA data_version` is read: with the look at the files, about 6 µs each time. */
export const POLL_MS = 20;

interface Place {
  readonly revision: number;
  readonly chain: string;
  readonly lineage: string;
}

const NEXT = 'SELECT * FROM changes WHERE revision > ? ORDER BY revision LIMIT 1';

/**
 * Each revision after a place, one in memory at a time, then new ones as they come. Yields `reload` and ends when the store's
 * history does not contain that place. Closes its connection when it ends or is given up.
 */
export async function* followChanges(
  open: () => Promise<SqliteConnection>,
  after: Place,
  signal: AbortSignal,
): AsyncGenerator<FollowStep> {
  if (signal.aborted) return;
  const connection = await open();
  let place = after;
  let seen = '';
  try {
    while (!signal.aborted) {
      const version = await patiently(() => connection.use(() => connection.dataVersion()));
      if (version === seen) {
        await pause(POLL_MS, signal);
        continue;
      }
      const step = await patiently(() => connection.use(() => nextStep(connection, place)));
      if (step === undefined) {
        seen = version; // read before the step was: what came in between is found by the next look
        continue;
      }
      yield step;
      if (step.kind === 'reload') return;
      place = step.revision.position;
    }
  } finally {
    connection.close();
  }
}

/** The step after a place, or undefined when it is the newest. */
function nextStep(connection: SqliteConnection, place: Place): FollowStep | undefined {
  const now = readPosition(connection);
  if (now.lineage !== place.lineage || now.revision < place.revision) return { kind: 'reload' };
  if (now.revision === place.revision) return now.chain === place.chain ? undefined : { kind: 'reload' };
  const row = connection.statement<ChangeRow>(NEXT).get(place.revision);
  const links = row?.previous_revision === place.revision && row.previous_chain === place.chain;
  return row !== null && links ? { kind: 'revision', revision: revisionOf(row, now.lineage) } : { kind: 'reload' };
}
