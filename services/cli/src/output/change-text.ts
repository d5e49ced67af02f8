import type { RecordChange } from '@nearhop/contracts';
import type { Terminal } from '../terminal.ts';
import { count } from './count.ts';

const SIGNS = { added: '+', changed: '~', removed: '-' } as const;
const MOST_TEXT = 60;

/** Changes a line each, with the members that differ; the rest is only counted. */
export function changesText(
  { color }: Pick<Terminal, 'color'>,
  { total, changes }: { readonly total: number; readonly changes: readonly RecordChange[] },
): string {
  if (total === 0) return 'No differences';
  const paint = { added: color.green, changed: color.yellow, removed: color.red };
  const lines = changes.map(({ change, kind, name, customer, members }) => {
    const whose = customer === undefined || kind === 'customer' ? '' : color.dim(` (${customer})`);
    const detail = change === 'changed' ? `: ${members.map(memberText).join('; ')}` : '';
    return `${paint[change](`${SIGNS[change]} ${kind}`)} ${color.bold(name)}${whose}${detail}`;
  });
  if (total > changes.length) lines.push(color.dim(`… and ${count(total - changes.length, 'more change')}`));
  return lines.join('\n');
}

function memberText({ pointer, from, to }: RecordChange['members'][number]): string {
  return `${pointer.slice(1)} ${shown(from)} → ${shown(to)}`;
}

function shown(value: unknown): string {
  if (value === null) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT - 1)}…` : text;
}
