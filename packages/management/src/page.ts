import { ManagementError } from './management-error.ts';
import { nextTurn } from './turn-taking.ts';

export const MAX_PAGE_SIZE = 1_000;
const DEFAULT_PAGE_SIZE = 100;

export interface PageRequest {
  /** What the page before gave as `next`. */
  readonly after?: string | undefined;
  /** 1 to 1,000; 100 unless given. */
  readonly limit?: number | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; undefined on the last. */
  readonly next: string | undefined;
}

/** Reads one item more than asked for, to know whether there is a next page. */
export async function pageOf<Stored extends { readonly id: string }, Item>(
  request: PageRequest,
  read: (options: { readonly after?: string; readonly limit: number }) => Promise<readonly Stored[]>,
  show: (record: Stored) => Item,
): Promise<Page<Item>> {
  const limit = pageSize(request);
  const records = await read({ limit: limit + 1, ...(request.after === undefined ? {} : { after: request.after }) });
  const items = records.slice(0, limit);
  return { items: items.map(show), next: records.length > limit ? items.at(-1)?.id : undefined };
}

/** So much is looked through for one page; one that is cut short there has a next. */
const MOST_SCANNED = 20_000;

/** A page of those records that are wanted; reads on past the others. */
export async function scannedPage<Stored extends { readonly id: string }, Item>(
  request: PageRequest,
  read: (options: { readonly after?: string; readonly limit: number }) => Promise<readonly Stored[]>,
  isWanted: (record: Stored) => boolean,
  show: (record: Stored) => Item,
): Promise<Page<Item>> {
  const limit = pageSize(request);
  const items: Item[] = [];
  let { after } = request;
  // Most lists want every record: then one look is enough, with the record that tells of a next page.
  let size = limit + 1;
  for (let scanned = 0; scanned < MOST_SCANNED;) {
    const records = await read({ limit: size, ...(after === undefined ? {} : { after }) });
    for (const record of records) {
      if (isWanted(record)) {
        if (items.length === limit) return { items, next: after };
        items.push(show(record));
      }
      after = record.id;
    }
    if (records.length < size) return { items, next: undefined };
    scanned += size;
    size = MAX_PAGE_SIZE;
    await nextTurn();
  }
  return { items, next: after };
}

function pageSize({ limit = DEFAULT_PAGE_SIZE }: PageRequest): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE_SIZE) return limit;
  throw new ManagementError('invalid', `Cannot list: limit must be 1 to ${MAX_PAGE_SIZE}: received ${limit}`);
}
