import type { Registry, Revision } from '@nearhop/registry';

/** The commit that made a revision, as long as history goes back to it. */
export async function madeRevision(
  registry: Pick<Registry, 'history'>,
  revision: number,
): Promise<Revision | undefined> {
  const [made] = await registry.history({ before: revision + 1, limit: 1 });
  return made?.position.revision === revision ? made : undefined;
}
