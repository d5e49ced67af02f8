import { claimId, type ProblemField } from '@nearhop/contracts';
import { Prefix, quotedValue } from '@nearhop/ip';
import { uniqueKeys, type RecordWrite } from '@nearhop/registry';
import { claimsAround } from '../claims-around.ts';
import type { ManagementContext } from '../management-context.ts';
import { TurnTaking } from '../turn-taking.ts';

const MOST_LOOKED_AT = 4_096;

/** What others hold by now of that which a rollback needs: space, names, server addresses. */
export async function rollbackConflicts(
  context: ManagementContext,
  writes: readonly RecordWrite[],
  scope: string | undefined,
): Promise<readonly ProblemField[]> {
  const written = new Map(writes.map((write) => [`${write.kind} ${write.id}`, write]));
  const turns = new TurnTaking();
  const fields: ProblemField[] = [];
  for (const write of writes) {
    if (write.value === null) continue;
    if (write.kind === 'node') {
      for (const key of uniqueKeys(write)) {
        const holder = await context.registry.holderOf(key);
        if (holder === undefined || holder.id === write.id || givesUp(written.get(`node ${holder.id}`), key)) continue;
        const what = key.slice(key.indexOf(':') + 1);
        const who = scope === undefined ? ` by node ${quotedValue(holder.id)}` : '';
        fields.push({ pointer: `/nodes/${write.value.name}`, detail: `${quotedValue(what)} is in use${who} by now` });
      }
    } else if (write.kind === 'claim' && write.value.state === 'valid') {
      await turns.lookup();
      const { customer, prefix } = write.value;
      const around = await claimsAround(context.registry, Prefix.parse(prefix), MOST_LOOKED_AT);
      const other = around.claims.find(
        ({ id, value }) => value.customer !== customer && staysValid(written.get(`claim ${id}`), value.state),
      );
      if (other === undefined) continue;
      const who = scope === undefined ? ` of customer ${quotedValue(other.value.customer)}` : '';
      const detail = `${quotedValue(prefix)} overlaps a block${who} by now`;
      fields.push({ pointer: `/claims/${claimId(write.value).replaceAll('/', '~1')}`, detail });
    }
  }
  return fields;
}

function givesUp(write: RecordWrite | undefined, key: string): boolean {
  return write !== undefined && !uniqueKeys(write).includes(key);
}

function staysValid(write: RecordWrite | undefined, state: string): boolean {
  if (write === undefined) return state === 'valid';
  return write.kind === 'claim' && write.value?.state === 'valid';
}
