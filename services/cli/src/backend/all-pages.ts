import type { Page } from '@nearhop/management';

/** The most that the store gives at once. */
export const LOCAL_PAGE = 1_000;

/** Every item of a list, page by page. */
export async function allPages<Item>(
  page: (after: string | undefined) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let next: string | undefined;
  do {
    const { items: more, next: following } = await page(next);
    items.push(...more);
    next = following;
  } while (next !== undefined);
  return items;
}
