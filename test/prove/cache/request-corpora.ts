import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../house/source-files.ts';

/** A request of the corpora of HTTP/1.1. */
export interface CorpusRequest {
  readonly why: string;
  /** Those that must come back, within the bounds that the corpus names. */
  readonly statuses: readonly number[];
  readonly bytes: Buffer;
}

/** A request target, and what of it an origin must see; null for one that must be refused. */
export interface CorpusTarget {
  readonly target: string;
  readonly forwarded: { readonly target: string; readonly cacheHostOrigin: string | null } | null;
}

const CORPORA = join(ROOT, 'test/corpora');

/** What is no request, or more than one that may be answered. */
export function malformedRequests(): readonly CorpusRequest[] {
  const folder = join(CORPORA, 'http-malformed');
  return readdirSync(folder).flatMap((file) =>
    linesOf(join(folder, file)).map((line) => {
      const [statuses = '', why = '', text = ''] = line.split('\t');
      return { why, statuses: statuses.split(',').map(Number), bytes: bytesOf(text) };
    }),
  );
}

/** What is one, odd as it looks. */
export function wellformedRequests(): readonly CorpusRequest[] {
  return linesOf(join(CORPORA, 'http-wellformed.txt')).map((line) => {
    const [why = '', text = ''] = line.split('\t');
    return { why, statuses: [200], bytes: bytesOf(text) };
  });
}

export function contentTargets(): readonly CorpusTarget[] {
  return linesOf(join(CORPORA, 'cache-targets.txt')).map((line) => {
    const [written = '', verdict, target = '', named = ''] = line.split('\t').map(unescaped);
    if (verdict !== 'ok') return { target: written, forwarded: null };
    return { target: written, forwarded: { target, cacheHostOrigin: named === '-' ? null : named } };
  });
}

function linesOf(path: string): readonly string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The inside of a JSON string, each character one byte, `<<40*x>>` for 40 times x. */
function bytesOf(text: string): Buffer {
  const spelled = (JSON.parse(`"${text}"`) as string).replaceAll(
    /<<(\d+)\*([^])>>/g,
    (_, count: string, byte: string) => byte.repeat(Number(count)),
  );
  return Buffer.from(spelled, 'latin1');
}

function unescaped(text: string): string {
  return text.replaceAll(/\\u00([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
