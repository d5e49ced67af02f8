import { ManagementError } from './management-error.ts';

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
  const limit = request.limit ?? DEFAULT_PAGE_SIZE;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE_SIZE) {
    throw new ManagementError('invalid', `Cannot list: limit must be 1 to ${MAX_PAGE_SIZE}: received ${limit}`);
  }
  const records = await read({ limit: limit + 1, ...(request.after === undefined ? {} : { after: request.after }) });
  const items = records.slice(0, limit);
  return { items: items.map(show), next: records.length > limit ? items.at(-1)?.id : undefined };
}
