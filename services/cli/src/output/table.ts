import type { Terminal } from '../terminal.ts';

/** No frame at all: columns two spaces apart read well, and cut and grep well. */
const NO_FRAME = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Rows under dim headings; `empty` stands for a table without rows. */
export async function table(
  terminal: Terminal,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  empty: string,
): Promise<string> {
  if (rows.length === 0) return empty;
  return layOut([headings.map((heading) => terminal.color.dim(heading.toUpperCase())), ...rows]);
}

/** One record, a field a line. */
export async function fields(terminal: Terminal, pairs: readonly (readonly [string, string])[]): Promise<string> {
  return layOut(pairs.map(([name, value]) => [terminal.color.dim(name), value]));
}

async function layOut(rows: readonly (readonly string[])[]): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const laidOut = new Table({
    chars: NO_FRAME,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  laidOut.push(...rows.map((row) => [...row]));
  return laidOut
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
