import type { Terminal } from '../terminal.ts';

export const FORMATS = ['table', 'json', 'yaml'] as const;
export type Format = (typeof FORMATS)[number];

/** Prints a value as JSON or YAML, or as the text that `forPeople` makes of it. */
export async function print<Value>(
  terminal: Terminal,
  format: Format,
  value: Value,
  forPeople: (value: Value) => string | Promise<string>,
): Promise<void> {
  switch (format) {
    case 'json':
      return terminal.write(JSON.stringify(value, null, 2));
    case 'yaml': {
      const { stringify } = await import('yaml');
      return terminal.write(stringify(value).trimEnd());
    }
    case 'table':
      return terminal.write(await forPeople(value));
  }
}
