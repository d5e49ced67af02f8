import { MAX_WRITES_PER_COMMIT, type Registry, type StoredRecord } from '@nearhop/registry';

type ReleasedRecord = StoredRecord<'claim'>;

/** All claims that were released, or that one customer released, in pages that the store gives at once. */
export async function* releasedClaims(
  registry: Pick<Registry, 'pendingClaims'>,
  customer?: string,
): AsyncGenerator<readonly ReleasedRecord[]> {
  let after: string | undefined;
  for (;;) {
    const page = await registry.pendingClaims({
      states: ['released'],
      limit: MAX_WRITES_PER_COMMIT,
      ...(customer === undefined ? {} : { customer }),
      ...(after === undefined ? {} : { after }),
    });
    yield page;
    after = page.at(-1)?.id;
    if (after === undefined || page.length < MAX_WRITES_PER_COMMIT) return;
  }
}

// Beyond these it looks again: memory stays bounded whatever was deleted.
const MOST_REMEMBERED = 100_000;

/** What customers had released when it was first asked for: an import takes such claims back, and asks about many. */
export class ReleasedMemory {
  readonly #registry: Pick<Registry, 'pendingClaims'>;
  readonly #byCustomer = new Map<string, ReadonlyMap<string, ReleasedRecord>>();
  #records = 0;

  constructor(registry: Pick<Registry, 'pendingClaims'>) {
    this.#registry = registry;
  }

  async find(customer: string, id: string): Promise<ReleasedRecord | undefined> {
    let known = this.#byCustomer.get(customer);
    if (known === undefined) {
      known = await this.#load(customer);
      this.#records += known.size;
      if (this.#records > MOST_REMEMBERED) {
        this.#byCustomer.clear();
        this.#records = known.size;
      }
      this.#byCustomer.set(customer, known);
    }
    return known.get(id);
  }

  async #load(customer: string): Promise<ReadonlyMap<string, ReleasedRecord>> {
    const records = new Map<string, ReleasedRecord>();
    for await (const page of releasedClaims(this.#registry, customer))
      for (const record of page) records.set(record.id, record);
    return records;
  }
}
