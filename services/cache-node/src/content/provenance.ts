import { ttlSeconds, type CacheStatus, type ForwardReason, type StoredResponse } from '@nearhop/http-cache';
import type { SourceHead } from '@nearhop/cache-store';
import { receivedResponse } from './received-head.ts';
import type { Provenance } from './visit.ts';

/** Cache-Status of an answer that no origin was asked for. */
export function hitStatus(stored: StoredResponse, nowMs: number): Extract<CacheStatus, { outcome: 'hit' }> {
  return { outcome: 'hit', ttlSeconds: ttlSeconds(stored, nowMs) };
}

export interface MissDetail {
  readonly stored: 'yes' | 'no';
  readonly collapsed?: 'yes' | 'no';
  readonly detail?: string;
}

/** Cache-Status of an answer that an origin was asked for. */
export function missStatus(reason: ForwardReason, head: SourceHead, detail: MissDetail): CacheStatus {
  return { outcome: 'forward', reason, forwardStatus: receivedResponse(head).status, ...detail };
}

/** A hit of which something had to be fetched after all is none. */
export function withRefill(provenance: Provenance, { isUsed }: { readonly isUsed: boolean }): Provenance {
  const isPartial = provenance.fetch === 'none' && isUsed;
  return isPartial ? { ...provenance, status: { outcome: 'forward', reason: 'partial' } } : provenance;
}
