import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CorpusCase {
  readonly file: string;
  readonly statuses: readonly number[];
  readonly why: string;
  /** Each character is one byte. */
  readonly text: string;
}

const CORPORA = join(import.meta.dir, '../../../../test/corpora');

/** The requests of a folder of the corpora; its files say how they are written. */
export function readCorpus(folder: string): CorpusCase[] {
  const files = readdirSync(join(CORPORA, folder)).filter((name) => name.endsWith('.txt'));
  return files.flatMap((file) =>
    readFileSync(join(CORPORA, folder, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => readCase(file, line)),
  );
}

/** Requests that must be answered. */
export function readWellformed(): Pick<CorpusCase, 'why' | 'text'>[] {
  return readFileSync(join(CORPORA, 'http-wellformed.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => readCase('http-wellformed.txt', `200\t${line}`));
}

function readCase(file: string, line: string): CorpusCase {
  const [statuses = '', why = '', text] = line.split('\t');
  if (text === undefined)
    throw new Error(`Cannot read corpus line ${JSON.stringify(line)}: write statuses, why and bytes`);
  const bytes = (JSON.parse(`"${text}"`) as string).replaceAll(
    /<<(\d+)\*([^])>>/g,
    (_, count: string, byte: string) => {
      return byte.repeat(Number(count));
    },
  );
  return { file, statuses: statuses.split(',').map(Number), why, text: bytes };
}
