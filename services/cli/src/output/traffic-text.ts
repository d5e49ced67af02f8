import type { TrafficMoves } from '@nearhop/contracts';
import type { Terminal } from '../terminal.ts';

const BASES = { reports: 'by the requests of the last day', file: 'by the clients of the file' } as const;
const MOST_LINES = 10;

/** What share of the requests a change would move, a line a move. */
export function trafficText({ color }: Pick<Terminal, 'color'>, { basis, unchanged, moves }: TrafficMoves): string {
  const head = `${percent(1 - unchanged)} of requests would move, ${BASES[basis]}`;
  const lines = moves
    .slice(0, MOST_LINES)
    .map(({ from, to, share }) => `  ${percent(share).padStart(7)}  ${color.bold(from)} → ${color.bold(to)}`);
  const rest = moves.length > MOST_LINES ? [color.dim(`  … and ${moves.length - MOST_LINES} smaller moves`)] : [];
  return [head, ...lines, ...rest].join('\n');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 2 : 1)} %`;
}
