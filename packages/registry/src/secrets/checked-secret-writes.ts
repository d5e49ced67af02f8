import { SECRET_KINDS, type SecretKind, type SecretWrite } from '../secret-store.ts';

export const MAX_SECRETS_PER_WRITE = 100;
const MOST_BYTES = 65_536;
/** Neither empty nor long, and nothing that a store might cut or change. */
const ID = /^[^\p{Cc}\p{Cs}]{1,512}$/u;

/** A write that is known to be good, as stores take it. */
export interface CheckedSecretWrite {
  readonly kind: SecretKind;
  readonly id: string;
  /** The value's JSON, or null for "gone". */
  readonly text: string | null;
  /** Undefined for "whatever it has". */
  readonly expected: number | undefined;
}

/**
 * What every driver does before it writes secrets. Throws RangeError on too few, too many or too long ones, TypeError on what can be no
 * secret; neither quotes a value.
 */
export function checkSecretWrites(writes: readonly SecretWrite[]): readonly CheckedSecretWrite[] {
  const { length } = writes;
  if (length < 1 || length > MAX_SECRETS_PER_WRITE) {
    throw new RangeError(`Cannot write secrets: writes must be 1 to ${MAX_SECRETS_PER_WRITE}: received ${length}`);
  }
  const seen = new Set<string>();
  return writes.map((write) => {
    const checked = checkWrite(write);
    const key = `${write.kind}/${write.id}`;
    if (seen.has(key)) throw new TypeError(`Cannot write ${write.kind} "${write.id}": it is written twice at once`);
    seen.add(key);
    return checked;
  });
}

function checkWrite({ kind, id, value, expected }: SecretWrite): CheckedSecretWrite {
  if (!SECRET_KINDS.includes(kind)) {
    throw new TypeError(`Cannot write secret: kind must be one of ${SECRET_KINDS.join(', ')}: received "${kind}"`);
  }
  if (!ID.test(id))
    throw new TypeError(`Cannot write ${kind}: id must be 1 to 512 characters, without control characters`);
  if (expected !== undefined && !(Number.isSafeInteger(expected) && expected >= 0)) {
    throw new TypeError(
      `Cannot write ${kind} "${id}": expected must be an integer of at least 0: received ${expected}`,
    );
  }
  if (value === null) return { kind, id, text: null, expected };
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`Cannot write ${kind} "${id}": value must be JSON`);
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > MOST_BYTES) {
    throw new RangeError(
      `Cannot write ${kind} "${id}": value must be at most ${MOST_BYTES} bytes of JSON: received ${sizeBytes}`,
    );
  }
  return { kind, id, text, expected };
}
