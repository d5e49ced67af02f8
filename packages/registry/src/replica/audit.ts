import type { FollowedRegistry } from './followed-registry.ts';
import type { Alarms } from './alarms.ts';
import { judgeContents } from './guard.ts';
import { pause } from '../pause.ts';
import { Tally } from './tally.ts';

const FIRST_REPEAT_MS = 5_000;
const LONGEST_REPEAT_MS = 300_000;

/**
 * Reads a whole store that is being followed again after a fault, and compares it with what its position says: a half-restored
 * one has the right position, and those who follow changes alone would never notice. What is held is complete, so following
 * goes on meanwhile. Resolves once the store is found complete; rejects with what reading throws, or when `signal` aborts.
 */
export async function auditUntilComplete(
  registry: FollowedRegistry,
  alarms: Alarms,
  signal: AbortSignal,
): Promise<void> {
  for (let repeatMs = FIRST_REPEAT_MS; ; repeatMs = Math.min(repeatMs * 2, LONGEST_REPEAT_MS)) {
    const { position, pages } = await registry.snapshot();
    const tally = new Tally(pages, signal);
    await tally.finish();
    const judgement = judgeContents(position, tally, 'read');
    if (judgement.kind === 'accept') return;
    alarms.raise('store', judgement.code, judgement.text);
    await pause(repeatMs, signal);
    signal.throwIfAborted();
  }
}
