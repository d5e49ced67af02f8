import type { Position } from '@nearhop/contracts';
import type { RecordWrite } from '@nearhop/registry';
import { commitRecords } from './commit-change.ts';
import type { ManagementContext, WriteRequest } from './management-context.ts';
import { ManagementError } from './management-error.ts';
import { positionOf } from './write-position.ts';

export interface RecordWritten {
  /** 0 for a dry run. */
  readonly revision: number;
  readonly answer: { readonly position: Position; readonly dryRun: boolean; readonly repeated: boolean };
}

/** Writes a record that must not be there yet; `pointer` is the member that holds its id. */
export async function writeNewRecord(
  context: ManagementContext,
  write: RecordWrite<'customer' | 'origin'>,
  request: WriteRequest,
  pointer: string,
): Promise<RecordWritten> {
  const { registry } = context;
  const { kind, id } = write;
  if (request.dryRun === true) {
    if ((await registry.get(kind, id)) !== undefined) throw existsError(write, pointer);
    return { revision: 0, answer: { position: positionOf(await registry.position()), dryRun: true, repeated: false } };
  }
  // Whether it is there is for the commit to say: only it knows a retry from a second request.
  const planned = {
    writes: [write],
    expectations: [{ kind, id, revision: 0 }],
    idempotencyKey: request.idempotencyKey,
  };
  try {
    const { position, repeated } = await commitRecords(context, planned, request);
    return { revision: position.revision, answer: { position: positionOf(position), dryRun: false, repeated } };
  } catch (error) {
    throw error instanceof ManagementError && error.code === 'stale' ? existsError(write, pointer) : error;
  }
}

function existsError({ kind, id }: RecordWrite, pointer: string): ManagementError {
  const detail = `there is the ${kind} "${id}" already: write another`;
  return new ManagementError('exists', `Cannot add ${kind}: ${detail}`, { fields: [{ pointer, detail }] });
}
