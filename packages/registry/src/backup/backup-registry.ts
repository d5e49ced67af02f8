import { createHash, randomBytes } from 'node:crypto';
import { writeText } from '../record-text.ts';
import type { Registry } from '../registry.ts';
import type { RegistryPosition } from '../revision.ts';
import { BACKUP_VERSION, type BackupFoot, type BackupHead } from './backup-format.ts';

/** Where a backup goes: a file's writer, a socket, a string. What `write` returns is waited for. */
export interface TextSink {
  write(text: string): unknown;
}

export interface BackupSummary {
  readonly position: RegistryPosition;
  readonly records: number;
}

/** Writes all records as of one position. `at`: RFC 3339 instant. Rejects as the registry or the sink does; then it is no backup. */
export async function backupRegistry(
  registry: Pick<Registry, 'snapshot'>,
  sink: TextSink,
  at: string,
): Promise<BackupSummary> {
  const { position, pages } = await registry.snapshot();
  const sum = createHash('sha256');
  const put = async (text: string) => {
    sum.update(text);
    await sink.write(text);
  };
  const backup = randomBytes(16).toString('hex');
  const head: BackupHead = {
    format: 'nearhop-registry-backup',
    version: BACKUP_VERSION,
    backup,
    at,
    position: { ...position, counts: { ...position.counts } },
  };
  await put(`${JSON.stringify(head)}\n`);
  let records = 0;
  for await (const page of pages) {
    records += page.length;
    await put(page.map((record) => `${writeText(record)}\n`).join(''));
  }
  const foot: BackupFoot = { records, sha256: sum.digest('hex') };
  await sink.write(`${JSON.stringify(foot)}\n`);
  return { position, records };
}
