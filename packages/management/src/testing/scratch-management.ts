import { AddressPolicy, Prefix } from '@nearhop/ip';
import { openRegistry, type Registry } from '@nearhop/registry';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Management } from '../management.ts';
import { ManagementError } from '../management-error.ts';
import { randomNodeId } from '../node-id.ts';

export const BY = { by: 'local:test@here' } as const;

/** A management over a new SQLite registry, for a test; `end` takes both away. */
export interface ScratchManagement {
  readonly management: Management;
  readonly registry: Registry;
  end(): Promise<void>;
}

export interface ScratchOptions {
  readonly lab?: boolean;
  readonly privateNetworks?: readonly string[];
}

export async function scratchManagement(options: ScratchOptions = {}): Promise<ScratchManagement> {
  const directory = await mkdtemp(join(tmpdir(), 'nearhop-management-'));
  const registry = await openRegistry(`sqlite:${join(directory, 'registry.db')}`, { access: 'write' });
  const privateNetworks = (options.privateNetworks ?? []).map((text) => Prefix.parse(text));
  const policy = new AddressPolicy({ privateNetworks, lab: options.lab ?? false });
  const management = new Management(
    { policy, authority: 'administrator' },
    { registry, now: () => new Date(), newId: randomNodeId },
  );
  return {
    management,
    registry,
    end: async () => {
      await registry.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** The refusal of an operation; fails when it was not refused. */
export async function refusalOf(operation: Promise<unknown>): Promise<ManagementError> {
  try {
    await operation;
  } catch (error) {
    if (error instanceof ManagementError) return error;
    throw error;
  }
  throw new Error('Expected a refusal: the operation went through');
}

/** `pointer: detail` of each bad field. */
export function told(error: ManagementError): string[] {
  return error.fields.map(({ pointer, detail }) => `${pointer}: ${detail}`);
}
