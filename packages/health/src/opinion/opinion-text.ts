// Called with rows that are reserved, so `!` on a column means "reserved".
import { failureText, opinionOfCode, SILENCE_CODE, UNKNOWN_CODE, UP_CODE } from './opinion-byte.ts';
import type { OpinionColumns } from './opinion-columns.ts';
import { goodForMs, type OpinionPolicy } from './opinion-policy.ts';

/** Why a row's opinion is what it is, and how far it is from changing. */
export function opinionText(columns: OpinionColumns, row: number, policy: OpinionPolicy, nowMs: number): string {
  const code = columns.code[row]!;
  const parts = [code > UP_CODE ? downText(code, policy) : code === UP_CODE ? 'up' : 'unknown: no probe answered yet'];
  if (code > UP_CODE) parts.push(recoveryText(columns, row, policy, nowMs));
  else parts.push(...failingTexts(columns, row, policy, nowMs));
  return parts.filter((part) => part !== '').join('; ');
}

/** Why a monitor holds an address `down`: "probe 2 of 2 failed: connect refused". */
export function downText(code: number, policy: OpinionPolicy): string {
  if (code === SILENCE_CODE) return `no probe answered for ${policy.silenceMs / 1_000} s`;
  return `probe 2 of 2 failed: ${hardText(code)}`;
}

function recoveryText(columns: OpinionColumns, row: number, policy: OpinionPolicy, nowMs: number): string {
  const rounds = columns.goodRounds[row]!;
  if (rounds === 0) return '';
  const forMs = nowMs - columns.goodSinceMs[row]!;
  const neededMs = goodForMs(policy, columns.relapses[row]!);
  return `good rounds: ${rounds} of ${policy.goodRounds}, over ${seconds(forMs)} of ${seconds(neededMs)} s`;
}

function failingTexts(columns: OpinionColumns, row: number, policy: OpinionPolicy, nowMs: number): string[] {
  const texts: string[] = [];
  if (!Number.isNaN(columns.hardSinceMs[row]!)) texts.push(`probe 1 of 2 failed: ${hardText(columns.hardCode[row]!)}`);
  const silentMs = nowMs - columns.silentSinceMs[row]!;
  if (silentMs >= policy.retryEveryMs) {
    texts.push(`no good answer for ${seconds(silentMs)} of ${seconds(policy.silenceMs)} s`);
  }
  return texts;
}

function hardText(code: number): string {
  const opinion = opinionOfCode(code === UNKNOWN_CODE ? SILENCE_CODE : code);
  return opinion === 'unknown' || opinion === 'up' ? opinion : failureText(opinion);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
