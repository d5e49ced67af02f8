import { isDeepStrictEqual } from 'node:util';
import type { RecordChange } from '@nearhop/contracts';
import type { ChangedRecord } from './changed-records.ts';

/** How people see a change: what was deleted or released is gone, though it can still be restored. Undefined when they see none. */
export function describeChange(record: ChangedRecord, nodeName: (id: string) => string): RecordChange | undefined {
  const { kind, id } = record;
  const [from, to] = [shown(record.before), shown(record.after)];
  if (isDeepStrictEqual(from, to)) return undefined;
  const customer = customerOf(record);
  return {
    kind,
    id,
    ...(customer !== undefined && { customer }),
    name: nameOf(record, nodeName),
    change: from === null ? 'added' : to === null ? 'removed' : 'changed',
    members: differingMembers(from ?? {}, to ?? {}),
  };
}

/** Whose a record is; undefined for origins. */
export function customerOf({ kind, id, before, after }: ChangedRecord): string | undefined {
  if (kind === 'origin') return undefined;
  if (kind === 'customer') return id;
  return (after ?? before)?.customer;
}

type Members = Readonly<Record<string, unknown>>;

/** What a change is seen by: nothing of a record that is deleted or released. */
function shown(value: ChangedRecord['before']): Members | null {
  if (value === null) return null;
  if ('deletedAt' in value && value.deletedAt !== undefined) return null;
  if ('state' in value && value.state === 'released') return null;
  return { ...value };
}

function differingMembers(from: Members, to: Members): RecordChange['members'] {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...names]
    .filter((name) => !isDeepStrictEqual(from[name], to[name]))
    .map((name) => ({ pointer: `/${name}`, from: from[name] ?? null, to: to[name] ?? null }));
}

function nameOf(record: ChangedRecord, nodeName: (id: string) => string): string {
  const { kind, id } = record;
  if (kind === 'node') return (record.after ?? record.before)?.name ?? id;
  if (kind !== 'claim') return id;
  const claim = record.after ?? record.before;
  return claim === null ? id : `${claim.prefix} of ${nodeName(claim.node)}`;
}
