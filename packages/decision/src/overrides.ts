import type { AdminState, CacheNode } from '@nearhop/contracts';

/**
 * Break-glass admin states. A key is a node's id, `customer/name`, or a bare name, which means that name at every
 * customer; the first of these that is there counts. It stands in place of the record's admin state, whatever control
 * says; a node that is not configured, disabled or not activated does not serve by it.
 */
export type Overrides = ReadonlyMap<string, AdminState>;

type NamedNode = Pick<CacheNode, 'id' | 'customer' | 'name'>;

export function overrideOf(overrides: Overrides, node: NamedNode): AdminState | undefined {
  if (overrides.size === 0) return undefined;
  for (const key of keysOf(node)) {
    const override = overrides.get(key);
    if (override !== undefined) return override;
  }
  return undefined;
}

/** The keys that mean no node: most likely misspelled. */
export function unmatchedOverrides(overrides: Overrides, nodes: Iterable<NamedNode>): string[] {
  const unmatched = new Set(overrides.keys());
  if (unmatched.size === 0) return [];
  for (const node of nodes) for (const key of keysOf(node)) unmatched.delete(key);
  return [...unmatched];
}

function keysOf({ id, customer, name }: NamedNode): string[] {
  return [id, `${customer}/${name}`, name];
}
