import type { CacheNode, Claim } from '@nearhop/contracts';
import type { RecordWrite } from '@nearhop/registry';
import { releasedClaim } from '../claim-state.ts';
import type { ChangedRecord } from './changed-records.ts';

/**
 * What brings a record back to what it was; undefined when nothing does, because it is no part of a rollback: people, keys and activations
 * stay as they are, and so do tombstones.
 */
export function rollbackTarget(record: ChangedRecord, at: string): RecordWrite | undefined {
  if (record.kind === 'origin') return { kind: 'origin', id: record.id, value: record.before };
  if (record.kind === 'node') return nodeTarget(record, at);
  return record.kind === 'claim' ? claimTarget(record, at) : undefined;
}

type Changed<K extends ChangedRecord['kind']> = Extract<ChangedRecord, { kind: K }>;

function nodeTarget({ id, before, after }: Changed<'node'>, at: string): RecordWrite | undefined {
  const wasThere = before !== null && before.deletedAt === undefined;
  if (wasThere) return { kind: 'node', id, value: { ...withoutActivation(before), ...activationOf(before, after) } };
  const isThere = after !== null && after.deletedAt === undefined;
  return isThere ? { kind: 'node', id, value: { ...after, deletedAt: at } } : undefined;
}

function withoutActivation(node: CacheNode): Omit<CacheNode, 'activation' | 'activated'> {
  const { activation: _activation, activated: _activated, ...rest } = node;
  return rest;
}

/** As it is now; of a node whose record is gone, only what an administrator said: its keys went with it. */
function activationOf(before: CacheNode, after: CacheNode | null): Pick<CacheNode, 'activation' | 'activated'> {
  if (after === null) return { activated: before.activated && before.activation === undefined };
  return { activated: after.activated, ...(after.activation !== undefined && { activation: after.activation }) };
}

function claimTarget({ id, before, after }: Changed<'claim'>, at: string): RecordWrite | undefined {
  if (before !== null && before.state !== 'released') return { kind: 'claim', id, value: before };
  if (after === null || after.state === 'released') return undefined;
  return { kind: 'claim', id, value: afterwards(after, at) };
}

/** A block leaves its space kept from others for a while; what never was one leaves nothing behind. */
function afterwards(claim: Claim, at: string): Claim | null {
  return claim.state === 'valid' ? releasedClaim(claim, at) : null;
}
