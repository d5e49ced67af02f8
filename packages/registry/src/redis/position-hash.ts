import { RegistryUnavailableError } from '../errors.ts';
import { RECORD_KINDS } from '../records.ts';
import type { RecordCounts, RegistryPosition } from '../revision.ts';
import { POSITION } from './keys.ts';
import type { Link } from './link.ts';
import { garbage } from './redis-failure.ts';

const FIELDS = ['format', 'lineage', 'revision', 'chain', 'counts', 'digest', 'restoring'] as const;
/** Of everything under `registry:`; begin-restore.lua writes it too. */
export const FORMAT = '2';

/** Where the registry stands. Rejects with RegistryUnavailableError when there is none, or none that may be read now. */
export async function readPosition(link: Link): Promise<RegistryPosition> {
  const [format, lineage, revision, chain, counts, digest, restoring] = await link.hashFields(POSITION, FIELDS);
  if (typeof lineage !== 'string')
    throw new RegistryUnavailableError('Cannot read registry: there is none in this Redis');
  if (format !== FORMAT) throw otherFormat(format);
  if (typeof restoring === 'string') throw new RegistryUnavailableError('Cannot read registry: it is being restored');
  return positionOf({ lineage, revision, chain, counts, digest });
}

export function otherFormat(format: unknown): RegistryUnavailableError {
  return new RegistryUnavailableError(`Cannot read registry: Got v${String(format)} data when expected v${FORMAT}`);
}

export interface PositionText {
  readonly lineage: unknown;
  readonly revision: unknown;
  readonly chain: unknown;
  readonly counts: unknown;
  readonly digest: unknown;
}

/** A position from the texts that the store holds. Throws RegistryUnavailableError for anything that is none. */
export function positionOf({ lineage, revision, chain, counts, digest }: PositionText): RegistryPosition {
  const isGood =
    matches(lineage, /^[\x21-\x7e]{1,100}$/) &&
    matches(revision, /^\d{1,16}$/) &&
    matches(chain, /^[0-9a-f]{64}$/) &&
    matches(digest, /^[0-9a-f]{16}$/);
  if (!isGood || !Number.isSafeInteger(Number(revision))) throw garbage('the position');
  return { lineage, revision: Number(revision), chain, counts: readCounts(counts), digest };
}

/** Counts as the store writes them: the kinds in the order customer, origin, node, claim. */
export function countsText(counts: RecordCounts): string {
  return RECORD_KINDS.map((kind) => counts[kind]).join(' ');
}

export function readCounts(text: unknown): RecordCounts {
  if (!matches(text, /^\d{1,15} \d{1,15} \d{1,15} \d{1,15}$/)) throw garbage('the position');
  const [customer = 0, origin = 0, node = 0, claim = 0] = text.split(' ').map(Number);
  return { customer, origin, node, claim };
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}
