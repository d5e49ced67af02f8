import type { Registry } from '@nearhop/registry';
import type { ChangedRecord } from './changed-records.ts';

/** The names of the nodes whose claims changed, as far as they are known. */
export async function nodeNames(
  registry: Pick<Registry, 'get'>,
  changed: readonly ChangedRecord[],
): Promise<(id: string) => string> {
  const names = new Map<string, string>();
  for (const { kind, id, before, after } of changed) if (kind === 'node') names.set(id, (after ?? before)?.name ?? id);
  for (const record of changed) {
    if (record.kind !== 'claim') continue;
    const node = (record.after ?? record.before)?.node;
    if (node !== undefined && !names.has(node)) names.set(node, (await registry.get('node', node))?.value.name ?? node);
  }
  return (id) => names.get(id) ?? id;
}
