import type { HealthVector } from '@nearhop/contracts';
import { POLL_MS } from './follow-changes.ts';
import { isCurrent, type HealthFile } from './health-file.ts';
import { patiently } from './patience.ts';
import { pause } from '../pause.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { readVector } from './vector-row.ts';

/** The vector now and each newer one, from whatever file is at the path: one that was made again goes on with higher numbers. */
export async function* watchVectors(file: HealthFile, signal: AbortSignal): AsyncGenerator<HealthVector> {
  let connection: SqliteConnection | undefined;
  let seen = '';
  let newest = 0;
  try {
    while (!signal.aborted) {
      if (connection !== undefined && !isCurrent(connection)) {
        connection.close();
        connection = undefined;
      }
      if (connection === undefined) {
        connection = await patiently(() => file.openReader());
        seen = '';
      }
      const current = connection;
      const version = current && (await patiently(() => current.use(() => current.dataVersion())));
      if (current === undefined || version === undefined || version === seen) {
        await pause(POLL_MS, signal);
        continue;
      }
      seen = version;
      const vector = await patiently(() => current.use(readVector));
      if (vector === undefined || vector.number <= newest) continue;
      newest = vector.number;
      yield vector;
    }
  } finally {
    connection?.close();
  }
}
