import type { CacheStore } from '@nearhop/cache-store';
import { cacheKey, varyValues, type CachePolicy, type VaryValue } from '@nearhop/http-cache';
import type { ContentPlace } from './content-place.ts';
import type { ClientRequest } from './client-request.ts';
import { forwardedRequest, type ForwardedRequest } from './forwarded-request.ts';
import type { KnownObject, MetadataReader } from './object-metadata.ts';

/** Where the answer to a request is stored, or will be. */
export interface Selection {
  readonly key: string;
  readonly known: KnownObject | null;
  readonly forwarded: ForwardedRequest;
  /** Why nothing is known: the object is not, or its variant. */
  readonly missing: 'uri-miss' | 'vary-miss';
}

const MOST_VARIANTS = 32;
const MOST_OBJECTS = 10_000;

/**
 * Finds the variant of an object that a request selects (RFC 9111 section 4.1). The first variant lies under the key of the object
 * itself and says by what it was chosen; the others lie under keys of their own values.
 */
export class VariantKeys {
  readonly #store: CacheStore;
  readonly #metadata: MetadataReader;
  readonly #variants = new Map<string, Set<string>>();

  constructor(store: CacheStore, metadata: MetadataReader) {
    this.#store = store;
    this.#metadata = metadata;
  }

  async select(client: ClientRequest, content: ContentPlace, policy: CachePolicy): Promise<Selection> {
    const key = keyOf(content, []);
    const first = await this.#find(key, policy);
    const forwarded = forwardedRequest(client, content, first?.varyNames ?? []);
    if (first === null) return { key, known: null, forwarded, missing: 'uri-miss' };
    const values = varyValues(first.varyNames, forwarded);
    if (isSame(values, first.varyValues)) return { key, known: first, forwarded, missing: 'uri-miss' };
    const variantKey = keyOf(content, values);
    const variant = await this.#find(variantKey, policy);
    const known = variant !== null && isChosen(variant, forwarded) ? variant : null;
    return { key: variantKey, known, forwarded, missing: 'vary-miss' };
  }

  /** Whether another variant of the object may be stored: nobody fills the store with values of his own making. */
  mayStore(content: ContentPlace, key: string): boolean {
    const objectKey = keyOf(content, []);
    if (key === objectKey) return true;
    const variants = this.#variants.get(objectKey) ?? new Set();
    if (!variants.has(key) && variants.size >= MOST_VARIANTS) return false;
    variants.add(key);
    this.#variants.delete(objectKey);
    this.#variants.set(objectKey, variants);
    const [oldest] = this.#variants.keys();
    if (this.#variants.size > MOST_OBJECTS && oldest !== undefined) this.#variants.delete(oldest);
    return true;
  }

  async #find(key: string, policy: CachePolicy): Promise<KnownObject | null> {
    const found = this.#store.find(key);
    const object = found instanceof Promise ? await found : found;
    if (object === null) return null;
    const known = this.#metadata.read(object, policy);
    if (known === undefined) await this.#store.purge({ by: 'key', key });
    return known ?? null;
  }
}

/** Whether a stored answer was chosen by what this request has. */
export function isChosen(known: KnownObject, forwarded: ForwardedRequest): boolean {
  return isSame(varyValues(known.varyNames, forwarded), known.varyValues);
}

function keyOf({ originText, target }: ContentPlace, values: readonly VaryValue[]): string {
  return Buffer.from(cacheKey({ origin: originText, target, varyValues: values })).toString('hex');
}

function isSame(one: readonly VaryValue[], other: readonly VaryValue[]): boolean {
  return (
    one.length === other.length &&
    one.every(([name, value], index) => other[index]?.[0] === name && other[index][1] === value)
  );
}
