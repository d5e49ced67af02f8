import {
  storedResponse,
  varyNames,
  type CachePolicy,
  type ResponseRecord,
  type StoredResponse,
  type VaryValue,
} from '@nearhop/http-cache';
import type { StoredObject } from '@nearhop/cache-store';

/** What is kept beside an object's bytes: JSON in the store. */
export interface ObjectMetadata {
  readonly record: ResponseRecord;
  /** Of the request that it answered: what the fields that its Vary names had. */
  readonly varyValues: readonly VaryValue[];
}

/** A stored object, ready for decisions. */
export interface KnownObject {
  readonly object: StoredObject;
  readonly varyNames: readonly string[];
  readonly varyValues: readonly VaryValue[];
  readonly stored: StoredResponse;
}

interface Parsed extends Omit<KnownObject, 'object'> {
  readonly metadata: string;
  readonly policy: CachePolicy;
}

export function writeMetadata({ record, varyValues }: ObjectMetadata): string {
  return JSON.stringify({ record, varyValues });
}

/** Reads the metadata of objects, each once for as long as it stays the same. */
export class MetadataReader {
  readonly #parsed = new WeakMap<StoredObject, Parsed>();

  /** Undefined for what this program did not write. */
  read(object: StoredObject, policy: CachePolicy): KnownObject | undefined {
    const { metadata } = object;
    const before = this.#parsed.get(object);
    if (before !== undefined && before.metadata === metadata && before.policy === policy) return { object, ...before };
    const parsed = parse(metadata, policy);
    if (parsed === undefined) return undefined;
    this.#parsed.set(object, parsed);
    return { object, ...parsed };
  }
}

function parse(metadata: string, policy: CachePolicy): Parsed | undefined {
  try {
    // Our own text: the store checks that it is what was written.
    const { record, varyValues } = JSON.parse(metadata) as ObjectMetadata;
    const stored = storedResponse(record, policy);
    const names = varyNames(stored.fields);
    return { metadata, policy, stored, varyValues, varyNames: names === '*' ? [] : names };
  } catch {
    return undefined;
  }
}
