import type { Prefix } from '@nearhop/ip';
import type { Registry, StoredRecord } from '@nearhop/registry';

/** Claims of any state that overlap a prefix, ancestors first. */
export interface ClaimsAround {
  readonly claims: readonly StoredRecord<'claim'>[];
  /** There are no others. */
  readonly complete: boolean;
}

// Nearly every block has a handful of claims around it.
const FIRST_LOOK = 256;

/** Looks at `most` claims around a prefix, at least. */
export async function claimsAround(
  registry: Pick<Registry, 'claimsOverlapping'>,
  prefix: Prefix,
  most: number,
): Promise<ClaimsAround> {
  const first = await registry.claimsOverlapping(prefix, FIRST_LOOK);
  if (first.length < FIRST_LOOK || most <= FIRST_LOOK) return { claims: first, complete: first.length < FIRST_LOOK };
  const claims = await registry.claimsOverlapping(prefix, most);
  return { claims, complete: claims.length < most };
}
