import { MAX_WRITES_PER_COMMIT, type Registry, type StoredRecord } from '@nearhop/registry';
import { nextTurn } from './turn-taking.ts';

/** All claims of a node, whatever their state. */
export async function claimsOfNode(
  registry: Pick<Registry, 'claimsOf'>,
  node: string,
): Promise<StoredRecord<'claim'>[]> {
  const claims: StoredRecord<'claim'>[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await registry.claimsOf(node, {
      limit: MAX_WRITES_PER_COMMIT,
      ...(after === undefined ? {} : { after }),
    });
    for (const claim of page) claims.push(claim);
    const last = page.at(-1);
    if (last === undefined || page.length < MAX_WRITES_PER_COMMIT) return claims;
    after = last.id;
    await nextTurn();
  }
}
