import { createHash } from 'node:crypto';
import { checkChange } from '../checked-change.ts';
import { RECORD_KINDS, type RecordKind, type RecordWrite } from '../records.ts';
import { MAX_WRITES_PER_COMMIT } from '../registry.ts';
import { BackupError } from './backup-error.ts';
import { BACKUP_VERSION, footSchema, headSchema, recordSchema, type BackupHead } from './backup-format.ts';
import { linesOf } from './lines-of.ts';

/** Opens a backup from its beginning; it is read twice. */
export type OpenBackup = () => AsyncIterable<Uint8Array>;

/**
 * Reads a whole backup without keeping it, and returns its head. Throws BackupError when it is not whole, was altered, or holds a
 * record that no commit would take.
 */
export async function checkBackup(open: OpenBackup): Promise<BackupHead> {
  let head: BackupHead | undefined;
  for await (const batch of batchesOf(open, (found) => (head = found))) checkRecords(batch);
  if (head === undefined) throw new BackupError('Cannot read backup: it is empty');
  return head;
}

/** The records of a backup in batches that one commit takes. Throws BackupError; where it ends without, the backup was whole. */
export async function* batchesOf(
  open: OpenBackup,
  onHead: (head: BackupHead) => void,
): AsyncGenerator<readonly RecordWrite[], void> {
  const sum = createHash('sha256');
  let head: BackupHead | undefined;
  let batch: RecordWrite[] = [];
  let records = 0;
  let last: string | undefined;
  const counts: Record<RecordKind, number> = { customer: 0, origin: 0, node: 0, claim: 0 };
  for await (const line of linesOf(open())) {
    if (head === undefined) {
      head = readHead(line);
      onHead(head);
      sum.update(`${line}\n`);
      continue;
    }
    // A line is known to be a record when another one follows: the last is the foot.
    if (last !== undefined) {
      const record = readRecord(last, records + 2);
      sum.update(`${last}\n`);
      records++;
      counts[record.kind]++;
      batch.push(record);
      if (batch.length === MAX_WRITES_PER_COMMIT) {
        yield batch;
        batch = [];
      }
    }
    last = line;
  }
  const foot = footSchema.safeParse(parseJson(last ?? ''));
  if (head === undefined || !foot.success) throw new BackupError('Cannot read backup: its end is missing');
  if (foot.data.records !== records || foot.data.sha256 !== sum.digest('hex'))
    throw new BackupError('Cannot read backup: it was altered');
  if (RECORD_KINDS.some((kind) => counts[kind] !== head?.position.counts[kind]))
    throw new BackupError('Cannot read backup: records are missing');
  if (batch.length > 0) yield batch;
}

function readHead(line: string): BackupHead {
  const head = headSchema.safeParse(parseJson(line));
  if (!head.success) throw new BackupError('Cannot read backup: it is not one of a Nearhop registry');
  if (head.data.version !== BACKUP_VERSION) {
    throw new BackupError(`Cannot read backup: Got v${head.data.version} data when expected v${BACKUP_VERSION}`);
  }
  return head.data;
}

function readRecord(line: string, number: number): RecordWrite {
  const record = recordSchema.safeParse(parseJson(line));
  if (!record.success || record.data.value === null)
    throw new BackupError(`Cannot read backup: line ${number} is no record`);
  return record.data as RecordWrite;
}

/** Throws BackupError when a commit would not take these. */
export function checkRecords(writes: readonly RecordWrite[]): void {
  try {
    checkChange({ writes, by: 'backup', why: null, at: '1970-01-01T00:00:00.000Z' });
  } catch (error) {
    throw new BackupError(`Cannot read backup: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
